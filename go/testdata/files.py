# What code does with files, each line printed with a label. It runs under CPython and in the sandbox, in trees that are
# equal, and the lines are compared. `root` is the tree's path, given before.
import csv
import json
import os
from pathlib import Path

top = Path(root)


def clean(value):
    return repr(value).replace(root, 'ROOT')


def show(label, action):
    try:
        result = clean(action())
    except Exception as e:
        result = type(e).__name__ + ': ' + str(e).replace(root, 'ROOT')
    print(label + ' => ' + result)


def opened(path, mode, action, **options):
    with open(path, mode, **options) as f:
        return action(f)


def both(*actions):
    return [action() for action in actions]


def names(paths):
    return sorted(str(p) for p in paths)


# Questions about what is there
for name in ['hello.txt', 'dir', 'missing', 'dir/inner.txt', 'hello.txt/x', 'link.txt', 'linkdir', 'linkdir/inner.txt',
             'dangling', 'loop', 'empty', 'missing/x', 'n' * 256]:
    path = top / name
    short = name if len(name) < 50 else 'long'
    show('exists ' + short, lambda: path.exists())
    show('is_file ' + short, lambda: path.is_file())
    show('is_dir ' + short, lambda: path.is_dir())
    show('is_symlink ' + short, lambda: path.is_symlink())
    show('os.path.lexists ' + short, lambda: os.path.lexists(path))
    show('os.path.exists ' + short, lambda: os.path.exists(str(path)))
    show('os.path.isfile ' + short, lambda: os.path.isfile(str(path)))
    show('os.path.isdir ' + short, lambda: os.path.isdir(str(path)))
    show('os.path.islink ' + short, lambda: os.path.islink(str(path)))
    show('read_text ' + short, lambda: path.read_text())
    show('read_bytes ' + short, lambda: path.read_bytes())
    show('size ' + short, lambda: path.stat().st_size if path.is_file() else oct(path.stat().st_mode))
    show('getsize ' + short, lambda: os.path.getsize(path) if path.is_file() else None)
    show('iterdir ' + short, lambda: names(path.iterdir()))
    show('listdir ' + short, lambda: sorted(os.listdir(path)))
    show('scandir ' + short, lambda: sorted(e.name for e in os.scandir(path)))
    show('open ' + short, lambda: opened(path, 'r', lambda f: f.readline()))
    show('resolve ' + short, lambda: path.resolve())
    show('absolute ' + short, lambda: path.absolute())
    show('realpath ' + short, lambda: os.path.realpath(path))

# Modes and times
show('mode', lambda: oct((top / 'hello.txt').stat().st_mode))
show('mtime', lambda: (top / 'hello.txt').stat().st_mtime)
show('getmtime', lambda: os.path.getmtime(top / 'hello.txt'))
show('samefile', lambda: os.path.samefile(top / 'hello.txt', top / 'dir' / '..' / 'hello.txt'))
show('not samefile', lambda: os.path.samefile(top / 'hello.txt', top / 'empty'))
show('stat of nothing', lambda: os.stat(top / 'missing'))
show('stat beyond a file', lambda: os.stat(top / 'hello.txt' / 'x'))
show('empty path', lambda: open('').read())
show('zero byte', lambda: open(root + '/a\0b').read())

# Trees
show('scandir kinds', lambda: sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink()) for e in os.scandir(root) if e.name != 'loop'))
show('scandir kind of a loop', lambda: [e.is_dir() for e in os.scandir(root) if e.name == 'loop'])
show('scandir not following', lambda: sorted((e.name, e.is_dir(follow_symlinks=False), e.is_file(follow_symlinks=False)) for e in os.scandir(root)))
show('scandir stat', lambda: sorted((e.name, e.stat().st_size) for e in os.scandir(top / 'dir') if e.is_file()))
show('walk', lambda: sorted((d, sorted(ds), sorted(fs)) for d, ds, fs in os.walk(root)))
show('walk bottom up', lambda: sorted((d, sorted(ds), sorted(fs)) for d, ds, fs in os.walk(root, topdown=False)))
show('walk of dir, links', lambda: sorted((d, sorted(ds), sorted(fs)) for d, ds, fs in os.walk(top / 'dir', followlinks=True)))
show('walk of nothing', lambda: list(os.walk(top / 'missing')))
show('walk of a file', lambda: list(os.walk(top / 'hello.txt')))
for pattern in ['*', '*.txt', '*/', '*/*.txt', '**/*.txt', '**/deep/*', 'dir/*', 'dir/../*.txt', 'hello.txt', 'missing', '[hl]*.txt', '?ello.txt', 'linkdir/*', '*/inner.txt']:
    show('glob ' + pattern, lambda: names(top.glob(pattern)))
show('rglob', lambda: names(top.rglob('*.txt')))
show('glob of nothing', lambda: list((top / 'missing').glob('*')))
show('glob of a file', lambda: list((top / 'hello.txt').glob('*')))

# Reading through handles
hello = top / 'hello.txt'
show('read', lambda: opened(hello, 'r', lambda f: f.read()))
show('read by parts', lambda: opened(hello, 'r', lambda f: both(lambda: f.read(3), lambda: f.tell(), lambda: f.readline(), lambda: f.read(), lambda: f.read())))
show('read lines', lambda: opened(hello, 'r', lambda f: f.readlines()))
show('iterate', lambda: opened(hello, 'r', lambda f: [line for line in f]))
show('binary', lambda: opened(hello, 'rb', lambda f: both(lambda: f.read(4), lambda: f.seek(1), lambda: f.read(2), lambda: f.seek(0, 2), lambda: f.read())))
show('newlines', lambda: opened(top / 'crlf.txt', 'r', lambda f: f.read()))
show('newlines of read_text', lambda: (top / 'crlf.txt').read_text())
show('newlines kept', lambda: opened(top / 'crlf.txt', 'r', lambda f: f.readlines(), newline=''))
show('write to a reader', lambda: opened(hello, 'r', lambda f: f.write('x')))
show('bad text', lambda: (top / 'latin1.txt').read_text())
show('bad text by handle', lambda: opened(top / 'latin1.txt', 'r', lambda f: f.read()))
for data in [b'\x80', b'a\xe2\x82', b'a\xe2\x82x', b'ab\xf0\x9f\x98', b'\xed\xa0\x80', b'\xf5', b'\xc0\xaf', b'\xe0\x80\x80', b'\xf0\x80\x80\x80', b'ok\xff', b'\xf4\x90\x80\x80', b'\xe2\x28\xa1']:
    (top / 'bad.txt').write_bytes(data)
    show('decode ' + repr(data), lambda: (top / 'bad.txt').read_text())
show('unreadable', lambda: (top / 'dir').read_text())
show('name and mode', lambda: opened(hello, 'r', lambda f: (f.name == str(hello), f.mode, f.readable(), f.writable(), f.closed)))
show('json.load', lambda: opened(top / 'data.json', 'r', lambda f: json.load(f)))
show('csv', lambda: opened(top / 'table.csv', 'r', lambda f: list(csv.reader(f)), newline=''))

# Writing
new = top / 'new.txt'
show('write_text', lambda: both(lambda: new.write_text('one\ntwo ünï\n'), lambda: new.read_text(), lambda: new.read_bytes()))
show('write_bytes', lambda: both(lambda: new.write_bytes(b'\x00\xff'), lambda: new.read_bytes()))
show('open w', lambda: both(lambda: opened(new, 'w', lambda f: both(lambda: f.write('a'), lambda: f.write('bc'), lambda: f.tell())), lambda: new.read_text()))
show('open a', lambda: both(lambda: opened(new, 'a', lambda f: both(lambda: f.write('dé'), lambda: f.write('f'))), lambda: new.read_text()))
show('open wb', lambda: both(lambda: opened(new, 'wb', lambda f: both(lambda: f.write(b'xy'), lambda: f.write(b'z'))), lambda: new.read_bytes()))
show('open ab', lambda: both(lambda: opened(new, 'ab', lambda f: f.write(b'!')), lambda: new.read_bytes()))
show('truncated at open', lambda: both(lambda: opened(new, 'w', lambda f: None), lambda: new.read_text()))
show('appending creates', lambda: both(lambda: opened(top / 'new2.txt', 'a', lambda f: None), lambda: (top / 'new2.txt').read_text()))
show('writelines', lambda: both(lambda: opened(new, 'w', lambda f: f.writelines(['a\n', 'b\n'])), lambda: new.read_text()))
show('print to file', lambda: both(lambda: opened(new, 'w', lambda f: f.write('1 2 3\n')), lambda: new.read_text()))
show('newline option', lambda: both(lambda: opened(new, 'w', lambda f: f.write('a\nb\n'), newline='\r\n'), lambda: new.read_bytes()))
show('json.dump', lambda: both(lambda: opened(new, 'w', lambda f: json.dump({'a': [1, 2]}, f)), lambda: new.read_text()))
show('csv.writer', lambda: both(lambda: opened(new, 'w', lambda f: csv.writer(f).writerow([1, 'b,c']), newline=''), lambda: new.read_bytes()))
show('read from a writer', lambda: opened(new, 'w', lambda f: f.read()))
show('text to binary', lambda: opened(new, 'wb', lambda f: f.write('x')))
show('write into nothing', lambda: (top / 'missing' / 'x.txt').write_text('x'))
show('write beyond a file', lambda: (top / 'hello.txt' / 'x.txt').write_text('x'))
show('write to a directory', lambda: (top / 'dir').write_text('x'))
show('open directory w', lambda: open(top / 'dir', 'w'))
show('open directory a', lambda: open(top / 'dir', 'a'))
show('write long name', lambda: (top / ('n' * 256)).write_text('x'))
show('write long path', lambda: Path(root + '/x' * 2100).write_text('x'))
show('write through link', lambda: both(lambda: (top / 'link.txt').write_text('linked'), lambda: (top / 'hello.txt').read_text()))
show('write through directory link', lambda: both(lambda: (top / 'linkdir' / 'made.txt').write_text('x'), lambda: (top / 'dir' / 'made.txt').read_text()))
show('write through dangling', lambda: both(lambda: (top / 'dangling').write_text('x'), lambda: (top / 'nowhere').read_text()))
show('write through loop', lambda: (top / 'loop').write_text('x'))
show('bad mode', lambda: open(new, 'rw'))
show('mode z', lambda: open(new, 'z'))

# Directories
show('mkdir', lambda: both(lambda: (top / 'd1').mkdir(), lambda: (top / 'd1').is_dir()))
show('mkdir again', lambda: (top / 'd1').mkdir())
show('mkdir exist_ok', lambda: (top / 'd1').mkdir(exist_ok=True))
show('mkdir on a file', lambda: hello.mkdir())
show('mkdir exist_ok on a file', lambda: hello.mkdir(exist_ok=True))
show('mkdir without parent', lambda: (top / 'd2' / 'd3').mkdir())
show('mkdir parents', lambda: both(lambda: (top / 'd2' / 'd3').mkdir(parents=True), lambda: (top / 'd2' / 'd3').is_dir()))
show('mkdir parents again', lambda: (top / 'd2' / 'd3').mkdir(parents=True))
show('mkdir below a file', lambda: (hello / 'x').mkdir())
show('mkdir parents below a file', lambda: (hello / 'x' / 'y').mkdir(parents=True))
show('mkdir on a link', lambda: (top / 'dangling2').mkdir())
show('os.mkdir', lambda: os.mkdir(top / 'd4'))
show('os.makedirs', lambda: os.makedirs(top / 'd5' / 'd6'))
show('os.makedirs again', lambda: os.makedirs(top / 'd5' / 'd6'))
show('os.makedirs exist_ok', lambda: os.makedirs(top / 'd5' / 'd6', exist_ok=True))
show('rmdir', lambda: both(lambda: (top / 'd1').rmdir(), lambda: (top / 'd1').exists()))
show('rmdir again', lambda: (top / 'd1').rmdir())
show('rmdir of a file', lambda: hello.rmdir())
show('rmdir not empty', lambda: (top / 'd2').rmdir())
show('rmdir of a link', lambda: (top / 'linkdir').rmdir())
show('os.rmdir', lambda: os.rmdir(top / 'd4'))

# Removing and renaming
show('unlink', lambda: both(lambda: new.unlink(), lambda: new.exists()))
show('unlink again', lambda: new.unlink())
show('unlink missing_ok', lambda: new.unlink(missing_ok=True))
show('unlink a directory', lambda: (top / 'dir').unlink())
show('unlink below a file', lambda: (hello / 'x').unlink())
show('unlink a link', lambda: both(lambda: (top / 'link.txt').unlink(), lambda: hello.exists()))
show('os.remove', lambda: os.remove(top / 'new2.txt'))
show('os.remove again', lambda: os.remove(top / 'new2.txt'))
show('os.remove a directory', lambda: os.remove(top / 'dir'))
show('rename', lambda: both(lambda: hello.rename(top / 'moved.txt'), lambda: hello.exists(), lambda: (top / 'moved.txt').read_text()))
show('rename nothing', lambda: hello.rename(top / 'moved2.txt'))
show('rename into nothing', lambda: (top / 'moved.txt').rename(top / 'missing' / 'x'))
show('rename over a file', lambda: both(lambda: (top / 'moved.txt').rename(top / 'crlf.txt'), lambda: (top / 'crlf.txt').read_text()))
show('rename a file over a directory', lambda: (top / 'crlf.txt').rename(top / 'dir'))
show('rename a directory over a file', lambda: (top / 'dir').rename(top / 'crlf.txt'))
show('rename over a full directory', lambda: (top / 'd2').rename(top / 'dir'))
show('rename over an empty directory', lambda: both(lambda: (top / 'd2').rename(top / 'empty'), lambda: (top / 'empty' / 'd3').is_dir()))
show('rename into itself', lambda: (top / 'dir').rename(top / 'dir' / 'deep' / 'x'))
show('rename to itself', lambda: (top / 'dir').rename(top / 'dir'))
show('rename beyond a file', lambda: (top / 'dir').rename(top / 'crlf.txt' / 'x'))
show('os.rename', lambda: both(lambda: os.rename(top / 'crlf.txt', top / 'r1'), lambda: sorted(os.listdir(root))))
show('os.replace', lambda: both(lambda: os.replace(top / 'r1', top / 'r2'), lambda: (top / 'r2').read_text()))
show('os.replace nothing', lambda: os.replace(top / 'r1', top / 'r2'))
show('Path.replace', lambda: (top / 'r2').replace(top / 'r3'))
show('rename a link', lambda: both(lambda: (top / 'linkdir').rename(top / 'linkdir2'), lambda: (top / 'linkdir2').is_symlink()))

# Paths
show('cwd', lambda: both(lambda: os.chdir(root), lambda: os.getcwd() == root, lambda: Path('r3').read_text(), lambda: sorted(os.listdir())))
show('chdir to a file', lambda: os.chdir(top / 'r3'))
show('chdir to nothing', lambda: os.chdir(top / 'missing'))
show('relative', lambda: both(lambda: Path('dir/inner.txt').read_text(), lambda: Path('./dir').is_dir(), lambda: sorted(os.listdir('dir'))))
show('relative glob', lambda: names(Path('.').glob('dir/*')))
show('os.path', lambda: both(lambda: os.path.join('a', 'b'), lambda: os.path.basename('/a/b.c'), lambda: os.path.splitext('b.c'), lambda: os.path.normpath('/a/../b')))
show('at the end', lambda: sorted((d, sorted(ds), sorted(fs)) for d, ds, fs in os.walk(root)))
