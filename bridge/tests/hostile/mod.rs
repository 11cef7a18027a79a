//! Programs that mean harm: the memory bombs of `engine_memory` and the deep structures of `engine_stack`.

#![allow(dead_code, reason = "each test file uses a part of it")]

/// Programs that need more than 64 MiB of memory, most of them without end.
pub const MEMORY: &[&str] = &[
    // Growth by small objects.
    "l = []\nwhile True: l.append({})",
    "l = []\nwhile True: l.append(set())",
    "l = []\nwhile True: l.append((1, l))",
    "l = []\nwhile True: l.append(str(len(l)))",
    "l = []\nwhile True: l.append(bytes(20))",
    "l = []\nwhile True: l = [l, l]",
    "l = []\nwhile True: l += l or [1]",
    "class A:\n    def __init__(self, n): self.n = n\na = None\nwhile True: a = A(a)",
    "class A:\n    def __init__(self): self.x = []\na = A()\nwhile True: a.x.append(a.x[:9])",
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nl = []\nwhile True: l.append(P(1))",
    "l = []\nwhile True:\n    try: l.append([l])\n    except BaseException: pass",
    "l = []\nwhile True:\n    try:\n        while True: l.append([l])\n    finally: l.append(1)",
    // Comprehensions and functions that make a list of something endless.
    "[[] for _ in range(10**9)]",
    "{i: [i] for i in range(10**9)}",
    "{i for i in range(10**9)}",
    "[i for i in range(10**9)]",
    "list(range(10**9))",
    "tuple(range(10**9))",
    "sorted(range(10**9))",
    "list(enumerate(range(10**8)))",
    "list(reversed(range(10**9)))",
    "[*range(10**9)]",
    "{*range(10**8)}",
    "print(*range(10**8))",
    "max(*range(10**8))",
    "a, *b = range(10**9)",
    "import itertools\nlist(itertools.repeat([]))",
    "import itertools\nlist(itertools.cycle([1]))",
    "import itertools\nitertools.tee(range(10**9), 10**8)",
    "import collections\ncollections.deque(range(10**9))",
    "import collections\ncollections.Counter(range(10**8))",
    // Texts and bytes.
    "'a' * 10**12",
    "b'a' * 10**12",
    "bytes(10**12)",
    "s = 'a'\nwhile True: s += s",
    "s = 'a'\nwhile True: s = f'{s}{s}'",
    "s = b'a'\nwhile True: s += s",
    "','.join(['a' * 10**6] * 10**5)",
    "('a ' * 10**7).split()",
    "('a,' * 10**7).split(',')",
    "list('a' * 10**7)",
    "list(b'a' * 10**7)",
    "('a' * 10**6).replace('a', 'b' * 10**6)",
    "('a' * 10**6).replace('', 'b' * 10**5)",
    "f'{1.5:.1000000000f}'",
    "'%1000000000d' % 1",
    "'a'.ljust(10**12)",
    "'a'.center(10**12)",
    "'1'.zfill(10**12)",
    "str(list(range(10**7)))",
    // What is small and becomes large when it is written.
    "import json\njson.loads('[' + '[],' * 10**7 + '[]]')",
    "[list(range(10**5)) for _ in range(10**5)]",
    "[[0] * 10**5 for _ in range(10**5)]",
    "[0] * 10**12",
    "[[0]] * 10**10",
    "(0,) * 10**10",
    "l = [0] * 10**6\nl * 10**6",
    "[0] * 10**6 + [0] * 10**7 + [0] * 10**8",
    // Numbers.
    "2 ** 10**10",
    "1 << 10**12",
    "int('9' * 10**9)",
    "import math\nmath.factorial(10**8)",
    "import math\nmath.comb(10**9, 10**8)",
    "from decimal import Decimal\nformat(Decimal('1e999999999'), 'f')",
    "from decimal import Decimal\nint(Decimal('1e999999999'))",
    // Modules.
    "import random\nrandom.choices([1], k=10**9)",
    "import random\nrandom.sample(range(10**9), 10**8)",
    "import random\nrandom.randbytes(10**12)",
    "import random\nrandom.getrandbits(10**12)",
    "import asyncio\nasync def f(): return [0] * 100\nasync def main(): return await asyncio.gather(*[f() for _ in range(10**7)])\nasyncio.run(main())",
    "list(i for i in range(10**9))",
    "def f(*args): return args\nf(*range(10**9))",
    "def f(**kwargs): return kwargs\nf(**{str(i): i for i in range(10**8)})",
    "def f(n): return [n] * 10**4 + f(n + 1)\nf(0)",
    "import datetime\n[datetime.timedelta(i) for i in range(10**8)]",
    "from pathlib import Path\nl = []\nwhile True: l.append(Path(str(len(l))))",
];

/// Sources that nest or go on, by how often they do.
pub fn deep_sources(n: usize) -> Vec<String> {
    let mut sources: Vec<String> = [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{1: ", "1", "}"),
        ("(1, ", "1", ")"),
        ("-", "1", ""),
        ("~", "1", ""),
        ("not ", "1", ""),
        ("1 + ", "1", ""),
        ("1 * ", "1", ""),
        ("2 ** ", "1", ""),
        ("1 < ", "1", ""),
        ("1 and ", "1", ""),
        ("0 or ", "1", ""),
        ("'a' ", "'a'", ""),
        ("x = ", "1", ""),
        ("(x := ", "1", ")"),
        ("lambda: ", "1", ""),
        ("lambda x=", "1", ": x"),
        ("0 if 0 else ", "1", ""),
        ("1 if ", "1", " else 0"),
        ("len(", "1", ")"),
        ("[][", "1", "]"),
        ("[*", "[]", "]"),
        ("{**", "{}", "}"),
        ("[x for x in ", "[]", "]"),
        ("f'{", "1", "}'"),
        ("await ", "1", ""),
        ("1;", "1", ""),
        ("[] is not ", "1", ""),
        ("[1,", "", "]"),
        ("1", ".real", ""),
        ("if 1: ", "1", ""),
        ("@len\n", "def f(): pass", ""),
        ("try: pass\nfinally: pass\n", "1", ""),
        ("def f(): pass\n", "1", ""),
    ]
    .iter()
    .map(|(before, middle, after)| format!("{}{middle}{}", before.repeat(n), after.repeat(n)))
    .collect();
    sources.push(format!("x = 1\nif x: pass\n{}", "elif x: pass\n".repeat(n)));
    sources.push(format!("[].x{}", ".x".repeat(n)));
    sources.push(format!("len{}", "()".repeat(n)));
    sources.push(format!("x = [{}]", "1, ".repeat(n)));
    sources.push(format!("x = {{{}}}", "1: 1, ".repeat(n)));
    sources.push(format!("len({})", "1, ".repeat(n)));
    sources.push(format!("f'{}'", "{1}".repeat(n)));
    sources.push(format!(
        "def f({}): pass",
        (0..n).map(|n| format!("a{n}, ")).collect::<String>()
    ));
    for line in [
        "if 1:",
        "while 0:",
        "for x in [1]:",
        "try:",
        "class A:",
        "with x:",
        "def f():",
    ] {
        let lines = (0..n.min(1000)).map(|n| format!("{}{line}\n", " ".repeat(n)));
        sources.push(format!("{}{}pass", lines.collect::<String>(), " ".repeat(n.min(1000))));
    }
    sources
}

/// Programs that call themselves without end: a RecursionError each.
pub const RECURSION: &[&str] = &[
    "def f(n): return f(n + 1)\nf(0)",
    "def f(n): return 1 + f(n + 1) * 2\nf(0)",
    "def f(*args, **kwargs): return f(*args, **kwargs)\nf(1, 2, a=3)",
    "def f(n):\n    try: f(n + 1)\n    finally: n\nf(0)",
    "def f(n): return [f(n + 1) for _ in range(2)]\nf(0)",
    "def f(n): return {f(n + 1): 1 for _ in range(2)}\nf(0)",
    "def f(n): return sorted([n], key=lambda x: f(x + 1))\nf(0)",
    "def f(n): return max([n, n], key=f)\nf(0)",
    "def f(n): return min([n, n], key=f)\nf(0)",
    "def f(n): return list(map(f, [n]))\nf(0)",
    "def f(n): return list(filter(f, [n]))\nf(0)",
    "def f(n): return [n].sort(key=f)\nf(0)",
    "def f(n): return sum(f(n) for _ in range(1))\nf(0)",
    "def f(n): return any(f(n) for _ in range(1))\nf(0)",
    "def f(n): return f'{f(n + 1)}'\nf(0)",
    "def f(n): return (lambda: f(n + 1))()\nf(0)",
    "f = lambda n: f(n + 1)\nf(0)",
    "def f(n): return g(n)\ndef g(n): return f(n)\nf(0)",
    "import functools\ndef f(a, b): return functools.reduce(f, [1, 2, 3])\nf(0, 0)",
    "import functools\n@functools.lru_cache\ndef f(n): return f(n + 1)\nf(0)",
    "class A:\n    def f(self): return self.f()\nA().f()",
    "class A:\n    def __init__(self): A()\nA()",
    "class A:\n    def __repr__(self): return repr(A())\nrepr(A())",
    "class A:\n    def __repr__(self): return repr([self])\nrepr(A())",
    "class A:\n    def __str__(self): return str(A())\nstr(A())",
    "class A:\n    def __str__(self): return f'{A()}'\nprint(A())",
    "class A:\n    def __eq__(self, other): return A() == A()\nA() == A()",
    "class A:\n    def __eq__(self, other): return [A()] == [A()]\nA() == A()",
    "class A:\n    def __eq__(self, other): return A() in [A()]\nA() in [A()]",
    "class A:\n    def __hash__(self): return hash(A())\nhash(A())",
    "class A:\n    def __hash__(self): return hash((A(),))\n{A()}",
    "class A:\n    def __add__(self, other): return A() + A()\nA() + A()",
    "class A:\n    def __getitem__(self, key): return A()[key]\nA()[0]",
    "class A:\n    def __call__(self): return A()()\nA()()",
    "import asyncio\nasync def f(): return await f()\nasyncio.run(f())",
];

/// Uses of deep values: a value or an exception each. Before them, `a` and `b` are deep lists, `t` and `u` deep tuples,
/// `d` is a deep dict, and `o` is an object that has an object, and so on.
pub const DEEP_VALUES: &[&str] = &[
    "repr(a)",
    "str(t)",
    "repr(d)",
    "repr(o)",
    "print(a)",
    "f'{a}'",
    "'%s' % (a,)",
    "'{}'.format(a)",
    "a == b",
    "t == u",
    "d == d.copy()",
    "o == o",
    "a != b",
    "t < u",
    "sorted([a, b])",
    "sorted([t, u, t])",
    "max(t, u)",
    "a in [b]",
    "[b].index(a)",
    "[b].count(a)",
    "hash(t)",
    "{t}",
    "{t: 1}[u]",
    "frozenset([t, u])",
    "a",
    "[a, t, d]",
    "o",
    "raise ValueError(a)",
    "assert a == b + [1]",
    "import json\njson.dumps(a)",
    "import json\njson.dumps(d)",
    "import json\njson.dumps(a, indent=1)",
    "import json\njson.loads('[' * 50000 + ']' * 50000)",
    "import json\njson.loads('{\"a\":' * 50000 + '1' + '}' * 50000)",
    "import copy\ncopy.deepcopy(a)",
    "import copy\ncopy.deepcopy(d)",
    "import copy\ncopy.deepcopy(o)",
    "import dataclasses\n@dataclasses.dataclass\nclass D:\n    x: object\nx = None\nfor _ in range(20000): x = D(x)\n(repr(x), x == x)",
    "import re\nre.compile('(' * 5000 + ')' * 5000)",
    "import re\nre.match('(a|b)*c', 'ab' * 100000)",
    "isinstance(1, t)",
    "a = b = t = u = d = o = None",
    "f(a)",
    "f(x=t, y=[d])",
    "import asyncio\nasync def g(x): return x\nasync def m():\n    x = g(1)\n    for _ in range(5000): x = asyncio.gather(x)\n    return await x\nasyncio.run(m())",
    "import functools\nx = lambda: 1\nfor _ in range(5000): x = functools.partial(x)\nx()",
    "x = iter([1])\nfor _ in range(5000): x = map(str, x)\nlist(x)",
    "x = iter([1])\nfor _ in range(5000): x = zip(x)\nlist(x)",
    "import itertools\nx = [1]\nfor _ in range(5000): x = itertools.chain(x)\nlist(x)",
    "x = (i for i in [1])\nfor _ in range(5000): x = (i for i in x)\nlist(x)",
];

/// What comes before each of [`DEEP_VALUES`].
pub const DEEP: &str = "class O:\n    def __init__(self, x): self.x = x\na, b, t, u, d, o = [], [], (), (), {}, None\n\
    for _ in range(20000): a, b, t, u, d, o = [a], [b], (t,), (u,), {1: d}, O(o)\n";

/// Sources for `eval`, which are compiled in the midst of a run.
pub const EVALUATED: &[&str] = &[
    "eval('1+' * 200000 + '1')",
    "eval('(' * 100000 + ')' * 100000)",
    "eval('-' * 100000 + '1')",
    "eval('[' * 190 + ']' * 190)",
    "exec('x = ' * 50000 + '1')",
    "exec('if 1:' * 1000 + ' 1')",
    "def f(): return eval('f()')\nf()",
    "s = 'eval(s)'\neval(s)",
];
