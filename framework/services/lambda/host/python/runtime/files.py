"""The file system as a function sees it: `/var/task`, `/opt` and `/tmp`, with virtual times, writable only in `/tmp`."""

import _imp
import _io
import builtins
import errno
import io
import os
import posix
import types

from . import clock, paths
from .patching import put, unbound

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Files of a deployment package are that old.
_PACKAGED_AT_MS = 315_532_800_000

_open = posix.open
_stat = posix.stat
_lstat = posix.lstat
_fstat = posix.fstat
_listdir = posix.listdir
_scandir = posix.scandir
_readlink = posix.readlink
_builtin_open = io.open
_create_dynamic = _imp.create_dynamic
# When something in `/tmp` was last written, by its name.
_written = {}


def start():
    """No file has been written yet."""
    _written.clear()


def _touch(path):
    if not isinstance(path, int):
        _written[paths.absolute(path)] = clock.now_ms


def _named(error, *names):
    """The error with the names that the caller used."""
    if error.filename is not None:
        error.filename = names[0]
    if error.filename2 is not None and len(names) > 1:
        error.filename2 = names[1]
    return error


def _opened(path, flags, mode=0o777, *, dir_fd=None):
    if dir_fd is not None:
        return _open(path, flags, mode, dir_fd=dir_fd)
    if flags & _WRITES:
        paths.assert_writable(path)
        _touch(path)
    try:
        return _open(paths.real(path), flags, mode)
    except OSError as error:
        raise _named(error, path) from None


def _opener(path, flags):
    return _opened(path, flags, 0o666)


def _open_file(
    file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None
):
    if opener is None and not isinstance(file, int):
        opener = _opener
    return _builtin_open(file, mode, buffering, encoding, errors, newline, closefd, opener)


class _FileIO(_io.FileIO):
    def __init__(self, file, mode='r', closefd=True, opener=None):
        super().__init__(file, mode, closefd, _opener if opener is None and not isinstance(file, int) else opener)


def _code(path):
    return _open_file(path, 'rb')


def _dynamic(spec, file=None):
    """Extension modules are loaded by the system, which knows real paths only."""
    return _create_dynamic(types.SimpleNamespace(name=spec.name, origin=paths.real(spec.origin)))


def _timed(path, status):
    if not paths.is_mounted(path):
        # Compiled files of the library and of the SDK are good for the time of their source only.
        return status
    at_ms = _written.get(path, _PACKAGED_AT_MS)
    ns = at_ms * 1_000_000
    moments = {f'st_{kind}time{unit}': value for kind in 'amc' for unit, value in (('', at_ms / 1000), ('_ns', ns))}
    extra = {'st_blksize': status.st_blksize, 'st_blocks': status.st_blocks, 'st_rdev': status.st_rdev}
    return os.stat_result((*status[:7], *[at_ms // 1000] * 3), {**moments, **extra})


def _status(real_status):
    def look(path, options):
        try:
            found = real_status(paths.real(path), **options)
        except OSError as error:
            raise _named(error, path) from None
        return _timed(paths.absolute(path), found)

    # Packages of the runtime never change, and the SDK looks at a thousand of their folders for each client.
    known = {}

    def status(path, *, dir_fd=None, **options):
        if dir_fd is not None:
            return real_status(path, dir_fd=dir_fd, **options)
        if isinstance(path, int):
            return _file_status(path)
        if options or not paths.is_packaged(path):
            return look(path, options)
        if path not in known:
            try:
                known[path] = look(path, options)
            except FileNotFoundError:
                known[path] = None
        if known[path] is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return known[path]

    return status


def _file_status(fd):
    found = _fstat(fd)
    try:
        return _timed(paths.virtual(_readlink(f'/proc/self/fd/{fd}')), found)
    except OSError:
        return found


_listed = {}


def _list(path='.'):
    if not isinstance(path, int) and paths.is_packaged(path):
        if path not in _listed:
            _listed[path] = paths.packages_in(path) or _list_real(path)
        return _listed[path][:]
    return _list_real(path)


def _list_real(path):
    try:
        return sorted(_listdir(paths.real(path)))
    except OSError as error:
        raise _named(error, path) from None


class _Entry:
    """`os.DirEntry` with its name in Lambda."""

    __slots__ = ('name', 'path', '_entry')

    def __init__(self, entry, folder):
        self.name = entry.name
        self.path = entry.name if folder is None else os.path.join(folder, entry.name)
        self._entry = entry

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f'<DirEntry {self.name!r}>'

    def stat(self, *, follow_symlinks=True):
        if isinstance(self.path, str) and self.path == self.name:
            return self._entry.stat(follow_symlinks=follow_symlinks)
        return os.stat(self.path, follow_symlinks=follow_symlinks)

    def __getattr__(self, name):
        return getattr(self._entry, name)


class _Entries:
    """`os.scandir`, in order of names: a file system has an order of its own."""

    def __init__(self, path):
        folder = None if isinstance(path, int) else path
        with _scandir(paths.real(path)) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        self._entries = iter([_Entry(entry, folder) for entry in entries])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._entries = iter(())


def _scan(path='.'):
    try:
        return _Entries('.' if path is None else path)
    except OSError as error:
        raise _named(error, path) from None


def _link_target(path, *, dir_fd=None):
    try:
        return _readlink(path if dir_fd is not None else paths.real(path), dir_fd=dir_fd)
    except OSError as error:
        raise _named(error, path) from None


def _reading(call):
    """A function of one path that changes nothing."""

    def mapped(path, *rest, **options):
        try:
            return call(path if options.get('dir_fd') is not None else paths.real(path), *rest, **options)
        except OSError as error:
            raise _named(error, path) from None

    return mapped


def _changing(call, is_made=False):
    """A function that changes what a path names."""
    mapped = _reading(call)

    def changed(path, *rest, **options):
        if options.get('dir_fd') is None:
            paths.assert_writable(path)
            if is_made:
                _touch(path)
        return mapped(path, *rest, **options)

    return changed


def _moving(call, keeps_source):
    """A function of two paths, the second of which comes to be."""

    def moved(source, target, **options):
        if options.get('src_dir_fd') is not None or options.get('dst_dir_fd') is not None:
            return call(source, target, **options)
        paths.assert_writable(target)
        if not keeps_source:
            paths.assert_writable(source)
        is_text = call is _symlink
        try:
            call(source if is_text else paths.real(source), paths.real(target), **options)
        except OSError as error:
            raise _named(error, source, target) from None
        known = _written if keeps_source else _written_without(source)
        _written[paths.absolute(target)] = known.get(paths.absolute(source), clock.now_ms)

    return moved


def _written_without(path):
    taken = paths.absolute(path)
    return {taken: _written.pop(taken, clock.now_ms)}


_symlink = posix.symlink
_utime = posix.utime


def _set_times(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    if isinstance(path, int) or dir_fd is not None:
        return _utime(path, times, **({} if ns is None else {'ns': ns}), **({} if dir_fd is None else {'dir_fd': dir_fd}))
    paths.assert_writable(path)
    posix.stat(path, follow_symlinks=follow_symlinks)
    at_ms = clock.now_ms
    if ns is not None:
        at_ms = ns[1] // 1_000_000
    elif times is not None:
        at_ms = int(times[1] * 1000)
    _written[paths.absolute(path)] = at_ms
    return None


def _replacements():
    made = {'mkdir': True, 'mkfifo': True}
    changed = ('chmod', 'chown', 'lchown', 'remove', 'rmdir', 'truncate', 'unlink', 'setxattr', 'removexattr')
    read = ('access', 'getxattr', 'listxattr', 'pathconf', 'statvfs')
    found = {name: _changing(getattr(posix, name), made.get(name, False)) for name in (*made, *changed)}
    found.update({name: _reading(getattr(posix, name)) for name in read})
    return {
        **found,
        'chdir': paths.chdir,
        'getcwd': lambda: paths.cwd,
        'getcwdb': lambda: os.fsencode(paths.cwd),
        'fstat': _file_status,
        'link': _moving(posix.link, True),
        'listdir': _list,
        'lstat': _status(_lstat),
        'open': _opened,
        'readlink': _link_target,
        'rename': _moving(posix.rename, False),
        'replace': _moving(posix.replace, False),
        'scandir': _scan,
        'stat': _status(_stat),
        'symlink': _moving(_symlink, True),
        'utime': _set_times,
    }


def patch():
    """Must come before modules are loaded that keep such functions under names of their own."""
    abilities = (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids)
    for name, replacement in _replacements().items():
        whole = unbound(replacement)
        for ability in abilities:
            if getattr(os, name) in ability:
                ability.add(whole)
        put(name, whole, posix, os)
    put('open', _open_file, builtins, io, _io)
    put('FileIO', _FileIO, io, _io)
    put('open_code', _code, io, _io)
    put('create_dynamic', _dynamic, _imp)
