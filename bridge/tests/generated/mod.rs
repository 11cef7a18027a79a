//! Python programs made of random statements that ask the host in every place where code can wait.
//!
//! They end, and do the same each time: their only input is what the host answers, and their random numbers are seeded.

use std::fmt::Write;

/// A program from a number.
pub fn program(seed: u64) -> String {
    let mut maker = Maker {
        state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        names: 0,
    };
    let mut code = String::from("import math, random\nrandom.seed(1)\nacc = []\nn = 3\n");
    for _ in 0..3 + maker.below(4) {
        maker.statement(&mut code, 0, 3);
    }
    // Every program asks at least once.
    code.push_str("acc.append(f(n))\n[acc, n, random.random()]\n");
    code
}

struct Maker {
    state: u64,
    names: u32,
}

impl Maker {
    /// A number below `limit`, by a linear congruential generator.
    fn below(&mut self, limit: u64) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % limit
    }

    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    fn number(&mut self) -> String {
        match self.below(6) {
            0 => "n".to_owned(),
            1 => "len(acc)".to_owned(),
            2 => "f(n)[0]".to_owned(),
            3 => "math.floor(2.5 * n)".to_owned(),
            4 => "random.randint(0, 9)".to_owned(),
            _ => self.below(100).to_string(),
        }
    }

    fn iterable(&mut self) -> &'static str {
        [
            "range(3)",
            "[1, 2, n]",
            "{'a': 1, 'b': [2]}",
            "{'a': 1, 'b': [2]}.items()",
            "{5, 6, 7}",
            "frozenset((8, 9))",
            "'xyz'",
            "enumerate(['p', 'q'])",
            "zip([1, 2], 'ab')",
            "reversed([1, 2])",
            "f(1, 2)",
            "map(str, [4, 5])",
            "(i * 2 for i in [1, 2])",
        ][self.below(13) as usize]
    }

    /// A block of one or two statements.
    fn block(&mut self, code: &mut String, indent: usize, depth: u32) {
        for _ in 0..=self.below(2) {
            self.statement(code, indent, depth);
        }
    }

    fn statement(&mut self, code: &mut String, indent: usize, depth: u32) {
        let pad = "    ".repeat(indent);
        let mut line = |text: String| writeln!(code, "{pad}{text}").unwrap_or_default();
        let number = self.number();
        if depth == 0 {
            line(format!("acc.append(f({number}))"));
            return;
        }
        match self.below(17) {
            0 => line(format!("n = f({number})[0] if n < 1000 else 1")),
            1 => line(format!("acc.append(f({number}, key=[n]))")),
            2 | 3 => {
                let (item, iterable) = (self.name("i"), self.iterable());
                line(format!("for {item} in {iterable}:"));
                line(format!("    acc.append(f({item}))"));
                self.block(code, indent + 1, depth - 1);
            }
            4 | 5 => {
                line("try:".to_owned());
                line(format!("    acc.append(fail({number}))"));
                line("except ValueError as e:".to_owned());
                line("    acc.append([f(str(e)), str(e)])".to_owned());
                self.block(code, indent + 1, depth - 1);
                let pad = "    ".repeat(indent);
                code.push_str(&format!("{pad}finally:\n"));
                self.block(code, indent + 1, depth - 1);
            }
            6 => {
                line(format!("if {number} % 2:"));
                self.block(code, indent + 1, depth - 1);
                code.push_str(&format!("{pad}else:\n"));
                self.block(code, indent + 1, depth - 1);
            }
            7 => {
                let iterable = self.iterable();
                line(format!("acc.append([f(v) for v in {iterable} if f(v)])"));
            }
            8 => {
                let iterable = self.iterable();
                line(format!("acc.append({{str(v): f(v) for v in {iterable}}})"));
            }
            9 => line("acc.append(list(v + 1 for v in f(1, 2)))".to_owned()),
            10 => {
                let name = self.name("h");
                line(format!("def {name}(a, *rest, k=2):"));
                line("    b = [a]".to_owned());
                line("    b.append(f(a, k))".to_owned());
                self.inner(code, indent + 1);
                code.push_str(&format!(
                    "{pad}    return b\n{pad}acc.append({name}({number}, 7, k={number}))\n"
                ));
            }
            11 => {
                let name = self.name("C");
                line(format!("class {name}:"));
                line("    def __init__(self, a):".to_owned());
                line("        self.a = a".to_owned());
                line("    def m(self, b):".to_owned());
                line("        self.a = f(self.a, b)".to_owned());
                line("        return self".to_owned());
                line(format!("acc.append({name}({number}).m(n).m(1).a)"));
            }
            12 => {
                let name = self.name("main");
                line("import asyncio".to_owned());
                line(format!("async def {name}():"));
                line("    a = later(1)".to_owned());
                line("    r = await asyncio.gather(later(2), later(3), asyncio.sleep(0, 4))".to_owned());
                line("    return [r, await a, f(5)]".to_owned());
                line(format!("acc.append(asyncio.run({name}()))"));
            }
            13 => line(format!("print('n is', n, {number})")),
            14 => line("acc.append([x for x in (unknown, f('u'))])".to_owned()),
            15 => {
                let name = self.name("w");
                line(format!("{name} = 0"));
                line(format!("while {name} < 2:"));
                line(format!("    {name} += 1"));
                line(format!("    if f({name}, n)[1] == 1: continue"));
                self.block(code, indent + 1, depth - 1);
            }
            _ => {
                line("import os".to_owned());
                line("acc.append([os.getenv('HOME'), f'{f(n)!r:>10}', n if f(0) else 1])".to_owned());
            }
        }
    }

    /// A statement for the inside of a function, which touches no global name.
    fn inner(&mut self, code: &mut String, indent: usize) {
        let pad = "    ".repeat(indent);
        let iterable = ["rest", "{'x': 1, 'y': 2}", "{3, 4}"][self.below(3) as usize];
        code.push_str(&format!("{pad}for r in {iterable}:\n{pad}    b.append(f(r))\n"));
    }
}
