"""
Names of files: what lies where in Lambda, and where that is on this machine.

The real folders are open file descriptors with fixed numbers, so that the length of a path, and with it the layout of
memory, is the same in every run.
"""

import errno
import os
import posix

TASK = '/var/task'
LAYERS = '/opt'
SCRATCH = '/tmp'
RUNTIME = '/var/runtime'

_FIRST_FD = 90
_open = posix.open
_close = posix.close
_dup2 = os.dup2
_chdir = posix.chdir

_mounts = []
# Folders of this machine that Python itself needs; they may well lie under a name that Lambda uses.
_own = []
_packages = {}
_packages_at = RUNTIME
cwd = TASK


class _Nowhere:
    """Where there is nothing."""

    ROOT = '/proc/self/fd/nowhere'


def begin(own, packages_at, packages):
    """Learns the machine's Python, and which packages of it are the runtime's: at most these can be seen."""
    global _packages_at
    _own.extend(own)
    _packages_at = packages_at
    _packages.update(packages)


def mount(task, layers, scratch):
    """Makes real folders appear under their names in Lambda."""
    global cwd
    for number, (at, folder) in enumerate(((TASK, task), (LAYERS, layers), (SCRATCH, scratch))):
        root = _Nowhere.ROOT
        if folder:
            opened = _open(folder, os.O_RDONLY | os.O_DIRECTORY)
            fd = _FIRST_FD + number
            _dup2(opened, fd)
            _close(opened)
            root = f'/proc/self/fd/{fd}'
        _mounts.append((at, root))
    cwd = TASK
    _chdir(_mounts[0][1])


def absolute(path):
    """The name in Lambda, whole and without detours."""
    path = os.fsdecode(path)
    if not path.startswith('/'):
        path = f'{cwd}/{path}'
    if '/.' in path or '//' in path:
        path = os.path.normpath(path)
    return path


def real(path):
    """The path on this machine behind a name in Lambda; numbers of open files stay as they are."""
    if isinstance(path, int):
        return path
    is_bytes = isinstance(os.fspath(path), bytes)
    found = _real(absolute(path))
    return os.fsencode(found) if is_bytes else found


def _real(path):
    for folder in _own:
        if _inside(path, folder):
            return path
    if _inside(path, _packages_at):
        name, _, rest = path[len(_packages_at) + 1 :].partition('/')
        folder = _packages.get(name)
        # The folder itself is made up; any other can stand for it.
        return _under(folder or _Nowhere.ROOT, rest) if name else _own[0]
    for at, root in _mounts:
        if _inside(path, at):
            return _under(root, path[len(at) + 1 :])
    return path


def _under(root, rest):
    # The descriptor itself is a link, and must not look like one.
    return f'{root}/{rest}' if rest else f'{root}/.' if root.startswith('/proc/self/fd') else root


def _inside(path, folder):
    return path == folder or path.startswith(folder + '/')


def virtual(path):
    """The name in Lambda of a real path, for those that the system hands out."""
    for at, root in _mounts:
        if root is _Nowhere.ROOT:
            continue
        for real_root in (root, posix.readlink(root)):
            if _inside(path, real_root):
                return at + path[len(real_root) :]
    return path


def packages_in(path):
    """The runtime's packages, if this is the folder that holds them."""
    return sorted(_packages) if absolute(path) == _packages_at else None


def is_packaged(path):
    """Whether a path is that of a package of the runtime, as it stands."""
    return isinstance(path, str) and path.startswith(_packages_at) and _inside(path, _packages_at)


def is_mounted(path):
    """Whether a whole name lies in one of the folders that belong to the function."""
    return any(_inside(path, at) for at, _ in _mounts) and not any(_inside(path, folder) for folder in _own)


def is_scratch(path):
    return _inside(absolute(path), SCRATCH)


def may_write(path):
    return is_scratch(path) or absolute(path) in ('/dev/null', '/dev/stdout', '/dev/stderr')


def assert_writable(path):
    if not isinstance(path, int) and not may_write(path):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)


def chdir(path):
    """`os.chdir`."""
    global cwd
    _chdir(real(path))
    if not isinstance(path, int):
        cwd = absolute(path)
