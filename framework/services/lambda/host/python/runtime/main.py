"""
The program: loads our modules under names that show nothing of this machine, closes the machine's ways in and out,
loads the AWS SDK, and then makes environments.

Arguments: the name of the host's socket, and a secret that it asks for.
"""

import ctypes
import importlib.abc
import importlib.machinery
import os
import sys

_SOURCES = os.path.dirname(os.path.abspath(__file__))
_WHICH = 0xFFFFFFFF
_ADDR_NO_RANDOMIZE = 0x0040000


class _Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `stormproof.*` in our folder, as if it lay in `/var/runtime`."""

    def find_spec(self, name, path=None, target=None):
        package, _, module = name.partition('.')
        if package != 'stormproof':
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=not module)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        _, _, name = module.__name__.partition('.')
        if not name:
            return
        with open(os.path.join(_SOURCES, f'{name}.py'), encoding='utf-8') as file:
            source = file.read()
        module.__file__ = f'/var/runtime/stormproof/{name}.py'
        exec(compile(source, module.__file__, 'exec'), module.__dict__)


def keep_addresses():
    """
    Starts this program anew without random addresses, where the system allows it.

    The order of a set of objects is that of their addresses.
    """
    personality = ctypes.CDLL(None).personality
    personality.argtypes = [ctypes.c_ulong]
    before = personality(_WHICH)
    if before == -1 or before & _ADDR_NO_RANDOMIZE:
        return
    if personality(before | _ADDR_NO_RANDOMIZE) != -1:
        os.execv(sys.executable, [sys.executable, *sys.argv])


# What any start of the interpreter has loaded by itself, or this file: none of it waits, or keeps the time.
_BARE = frozenset(
    'encodings importlib ctypes collections os io abc codecs stat posixpath genericpath site types typing functools '
    'operator keyword reprlib enum re copyreg contextlib warnings struct zipimport'.split()
)


def forget_start_files():
    """
    Start-up files in the site's packages (`.pth`) run before us, and may have loaded what holds real locks and clocks.

    It is loaded anew, behind our patches, when it is asked for.
    """
    if 'threading' not in sys.modules:
        return
    for name in list(sys.modules):
        if not name.startswith('_') and name.partition('.')[0] not in _BARE | set(sys.builtin_module_names):
            del sys.modules[name]


def main():
    _, address, secret = sys.argv
    forget_start_files()
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or '.') != _SOURCES]
    sys.meta_path.insert(0, _Sources())
    sys.dont_write_bytecode = True
    from stormproof import zygote

    found = zygote.find_packages()
    version = f'{sys.version_info[0]}.{sys.version_info[1]}'
    packages_at = f'/var/lang/lib/python{version}/site-packages' if sys.version_info >= (3, 12) else '/var/runtime'
    from stormproof import host, locks, machine, paths, tasks

    machine.die_with_parent()
    tasks.begin(host.exchange)
    locks.patch()
    from stormproof import cage, environment, files, sockets

    library = zygote.narrow(packages_at, found)
    paths.begin([os.path.dirname(os.__file__), *library], packages_at, found)
    files.patch()
    environment.patch()
    zygote.preload()
    cage.close()

    def start(number):
        zygote.silence()
        machine.die_with_parent()
        connection = sockets.connect_host(address, f'{secret} {number}')
        environment.become(host.begin(connection)['spec'], zygote.PACKAGES)

    zygote.run(start)


if __name__ == '__main__':
    keep_addresses()
    write = os.write
    try:
        main()
    except BaseException:
        # By now the standard streams may be a function's.
        import traceback

        write(2, traceback.format_exc().encode())
        raise SystemExit(1) from None
