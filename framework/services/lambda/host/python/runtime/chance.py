"""All chance of an environment, drawn from its seed."""

import hashlib
import os
import posix
import random
import sys

from .patching import put

_seed = b''
_draws = 0
_seed_random = random.Random.seed


def draw(size):
    """The next random bytes."""
    global _draws
    if size < 0:
        raise ValueError('negative argument not allowed')
    _draws += 1
    return hashlib.shake_128(_seed + _draws.to_bytes(8, 'big')).digest(size)


def start(seed):
    """Begins the stream of an environment; generators that were made before it start anew."""
    global _seed, _draws
    _seed = seed.encode()
    _draws = 0
    random._inst.seed()
    if 'tempfile' in sys.modules:
        sys.modules['tempfile']._name_sequence = None
    if 'uuid' in sys.modules:
        _forget_ids(sys.modules['uuid'])


def _reseed(self, a=None, version=2):
    _seed_random(self, int.from_bytes(draw(312), 'big') if a is None else a, version)


def _forget_ids(uuid):
    # Of `uuid1`: the machine's address and the library that would ask the machine for a whole id.
    uuid._node = int.from_bytes(draw(6), 'big') | 1 << 40
    uuid._last_timestamp = None
    uuid._generate_time_safe = None
    uuid._UuidCreate = None


def patch():
    """Puts the stream in the place of the machine's chance."""
    put('urandom', draw, posix, os)
    put('getrandom', lambda size, flags=0: draw(size), posix, os)
    random.Random.seed = _reseed
    put('seed', random._inst.seed, random)
    import ssl
    import uuid

    _forget_ids(uuid)
    put('RAND_bytes', draw, ssl)
    put('RAND_pseudo_bytes', lambda size: (draw(size), True), ssl)
