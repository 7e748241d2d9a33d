"""Becomes an execution environment: from a process that is like any other to the one that the host asked for."""

import os
import sys

from . import chance, clock, files, invocations, logs, machine, names, patching, paths, tasks

_LAYER_SITE = '/opt/python/lib/python{0}.{1}/site-packages'


def patch():
    """Closes the machine's time, chance, network and files; before any module that could keep them."""
    clock.patch()
    clock.on_busy(tasks.pause)
    chance.patch()
    names.patch()
    from . import selecting, sockets, tls

    sockets.patch()
    selecting.patch()
    tls.patch()
    machine.patch()
    logs.patch()
    patching.sweep()


def _forget_packages(packages, folders):
    """A function that brings a package of the runtime along gets its own, and so does all that uses it."""
    if not any(os.path.exists(f'{folder}/{name}') for folder in folders for name in packages):
        return
    names_of = {name[:-3] if name.endswith('.py') else name for name in packages}
    for loaded in list(sys.modules):
        if loaded.partition('.')[0] in names_of:
            del sys.modules[loaded]


def become(spec, packages):
    """Takes on what makes this environment differ from others, and serves its invocations."""
    clock.start(spec['nowMs'])
    env = spec['env']
    os.environ.clear()
    os.environ.update(env)
    paths.mount(spec['taskRoot'], spec.get('layersRoot'), spec['scratch'])
    files.start()
    chance.start(spec['entropySeed'])
    names.begin(env)
    logs.begin(env)
    own = [paths.TASK, _LAYER_SITE.format(*sys.version_info[:2]), '/opt/python']
    more = [folder for folder in env.get('PYTHONPATH', '').split(':') if folder and folder not in sys.path]
    sys.path[:0] = [*own, *more]
    sys.argv = ['/var/runtime/bootstrap.py']
    sys.path_importer_cache.clear()
    _forget_packages(packages, [*own, *more])
    machine.limit_memory(spec['memoryMb'])
    invocations.serve(spec['handler'])
