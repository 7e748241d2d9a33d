import { zipSync } from 'fflate';
import { ArchiveError, unzip, zipFolder } from '../../framework/template';

const limits = { totalBytes: 1_000_000, files: 100 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const unix = { os: 3, mtime: new Date(1980, 0, 1) };

function refusal(archive: Uint8Array): string {
  try {
    unzip(archive, limits);
  } catch (error) {
    if (error instanceof ArchiveError) return error.message;
    throw error;
  }
  return 'accepted';
}

/** Overwrites a number in the directory entry (and not in the local header) of the only file. */
function tampered(archive: Uint8Array, at: number, value: number, size: 2 | 4): Uint8Array {
  const copy = archive.slice();
  const view = new DataView(copy.buffer);
  const directory = view.getUint32(copy.length - 6, true);
  if (size === 2) view.setUint16(directory + at, value, true);
  else view.setUint32(directory + at, value, true);
  return copy;
}

describe('zipFolder', () => {
  const files = [
    { path: 'src/index.mjs', bytes: bytes('export const handler = 1;') },
    { path: 'bootstrap', bytes: bytes('#!/bin/sh'), executable: true },
    { path: 'empty', bytes: new Uint8Array() },
  ];

  it('gives the same bytes for the same files in any order and any time zone', () => {
    const zone = process.env['TZ'];
    const first = zipFolder(files);
    process.env['TZ'] = 'Pacific/Auckland';
    const second = zipFolder(files.toReversed());
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(Buffer.compare(first, second)).toBe(0);
  });

  it('keeps contents and the right to execute', () => {
    expect(
      unzip(zipFolder(files), limits).map((file) => [
        file.path,
        Buffer.from(file.bytes).toString(),
        file.executable,
      ]),
    ).toEqual([
      ['bootstrap', '#!/bin/sh', true],
      ['empty', '', false],
      ['src/index.mjs', 'export const handler = 1;', false],
    ]);
  });
});

describe('unzip', () => {
  const plain = zipSync({ 'a.txt': [bytes('hello hello hello'), unix] });

  it('leaves folders out', () => {
    const archive = zipSync({ 'src/': [new Uint8Array(), unix], 'src/a': [bytes('x'), unix] });
    expect(unzip(archive, limits).map((file) => file.path)).toEqual(['src/a']);
  });

  it.each([
    ['../evil', '../evil: leaves the folder it is unpacked into'],
    ['a/../../evil', 'a/../../evil: leaves the folder it is unpacked into'],
    ['/etc/passwd', '/etc/passwd: is an absolute path'],
    ['C:/evil', 'C:/evil: begins with a drive letter'],
    ['..\\evil', '..\\evil: its name holds a backslash or a zero byte'],
  ])('the name %s is refused', (name, expected) => {
    expect(refusal(zipSync({ [name]: [bytes('x'), unix] }))).toBe(expected);
  });

  it('a symbolic link is refused', () => {
    const archive = zipSync({ link: [bytes('/etc/passwd'), { ...unix, attrs: (0o120777 << 16) >>> 0 }] });
    expect(refusal(archive)).toBe('link: is a symbolic link');
  });

  it('two names that differ in letter case only are refused', () => {
    expect(refusal(zipSync({ 'a.js': [bytes('x'), unix], 'A.js': [bytes('y'), unix] }))).toBe(
      'A.js: stands twice in the archive',
    );
  });

  it('more files than allowed are refused', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, bytes('')]));
    expect(refusal(zipSync(many, unix))).toBe('holds 101 files, more than 100');
  });

  it('a bomb that says its size is refused before it is inflated', () => {
    expect(refusal(zipSync({ bomb: [new Uint8Array(2_000_000), unix] }))).toBe(
      'bomb: unpacked, the archive is larger than 1000000 bytes',
    );
  });

  it('a bomb that hides its size is refused', () => {
    const bomb = zipSync({ bomb: [new Uint8Array(2_000_000), unix] });
    expect(refusal(tampered(bomb, 24, 10, 4))).toBe('bomb: is not the 10 bytes it says it is');
  });

  it('entries that share their data are refused', () => {
    const one = zipSync({ a: [bytes('x'.repeat(50)), { ...unix, level: 0 }] });
    const view = new DataView(one.buffer, one.byteOffset);
    const directory = view.getUint32(one.length - 6, true);
    const entry = one.slice(directory, one.length - 22);
    const more = Array.from({ length: 9 }, (_, index) => {
      const copy = entry.slice();
      copy[46] = 98 + index;
      return copy;
    });
    const end = one.slice(one.length - 22);
    new DataView(end.buffer).setUint16(10, 10, true);
    const archive = Buffer.concat([one.slice(0, one.length - 22), ...more, end]);
    expect(refusal(archive)).toMatch(/: overlaps another entry$/);
  });

  it.each([
    ['no archive', bytes('PK but not really'), 'is not a zip archive'],
    ['nothing', new Uint8Array(), 'is not a zip archive'],
    ['a cut archive', plain.slice(0, plain.length - 30), 'is not a zip archive'],
    ['a wrong checksum', tampered(plain, 16, 1, 4), 'a.txt: its checksum does not match'],
    [
      'an unknown method',
      tampered(plain, 10, 99, 2),
      'a.txt: is packed by method 99, only stored and deflate are read',
    ],
    ['an encrypted entry', tampered(plain, 8, 1, 2), 'is encrypted'],
    ['a directory elsewhere', tampered(plain, 42, 5, 4), 'a.txt: has no header'],
    ['a size beyond the end', tampered(plain, 20, 4000, 4), 'a.txt: is cut off'],
  ])('%s is refused', (_, archive, expected) => {
    expect(refusal(archive)).toContain(expected);
  });
});
