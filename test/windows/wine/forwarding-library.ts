/**
 * A Windows library (PE32+, x64) without code, whose one export forwards to another library. The
 * keychain addon loads bcryptprimitives.dll, which Wine 8 lacks. Offsets are those of the "PE
 * Format" (Microsoft Learn).
 * @param library file name: `bcryptprimitives.dll`
 * @param name of the export
 * @param target library and export that it forwards to: `advapi32.SystemFunction036`
 */
export function forwardingLibrary(library: string, name: string, target: string): Buffer {
  return Buffer.concat([headers(), exportSection(library, name, target)])
}

/** Where the section is in memory, and in the file; both of its sizes are 512 bytes. */
const [ADDRESS, OFFSET, SIZE] = [0x1000, 0x200, 0x200]

function headers(): Buffer {
  const bytes = Buffer.alloc(OFFSET)
  const [file, optional, section] = [0x44, 0x58, 0x148]
  const u16 = (at: number, value: number): unknown => bytes.writeUInt16LE(value, at)
  const u32 = (at: number, value: number): unknown => bytes.writeUInt32LE(value, at)
  const u64 = (at: number, value: bigint): unknown => bytes.writeBigUInt64LE(value, at)

  bytes.write('MZ')
  u32(0x3c, 0x40)
  bytes.write('PE\0\0', 0x40, 'latin1')

  u16(file, 0x8664) // x64
  u16(file + 2, 1) // sections
  u16(file + 16, section - optional)
  u16(file + 18, 0x2022) // a library, executable, with large addresses

  u16(optional, 0x20b) // PE32+
  u32(optional + 8, SIZE)
  u64(optional + 24, 0x180000000n) // preferred address
  u32(optional + 32, ADDRESS) // alignment in memory
  u32(optional + 36, OFFSET) // alignment in the file
  u16(optional + 40, 6) // version of the system
  u16(optional + 48, 6)
  u32(optional + 56, ADDRESS + 0x1000)
  u32(optional + 60, OFFSET)
  u16(optional + 68, 3) // a console program
  u16(optional + 70, 0x100)
  for (const at of [72, 88]) u64(optional + at, 0x100000n) // stack and heap
  for (const at of [80, 96]) u64(optional + at, 0x1000n)
  u32(optional + 108, 16) // data directories, of which the first is the exports
  u32(optional + 112, ADDRESS)
  u32(optional + 116, SIZE)

  bytes.write('.edata', section)
  u32(section + 8, SIZE)
  u32(section + 12, ADDRESS)
  u32(section + 16, SIZE)
  u32(section + 20, OFFSET)
  u32(section + 36, 0x40000040) // initialized data, readable
  return bytes
}

function exportSection(library: string, name: string, target: string): Buffer {
  const bytes = Buffer.alloc(SIZE)
  const at = {
    addresses: 0x28,
    names: 0x2c,
    ordinals: 0x30,
    library: 0x40,
    name: 0x80,
    target: 0xc0,
  }
  bytes.write(`${library}\0`, at.library, 'latin1')
  bytes.write(`${name}\0`, at.name, 'latin1')
  bytes.write(`${target}\0`, at.target, 'latin1')
  const values: readonly [at: number, value: number][] = [
    [0x0c, ADDRESS + at.library],
    [0x10, 1], // first ordinal
    [0x14, 1], // addresses
    [0x18, 1], // names
    [0x1c, ADDRESS + at.addresses],
    [0x20, ADDRESS + at.names],
    [0x24, ADDRESS + at.ordinals],
    // An address within the export section means a forwarder.
    [at.addresses, ADDRESS + at.target],
    [at.names, ADDRESS + at.name],
  ]
  for (const [offset, value] of values) bytes.writeUInt32LE(value, offset)
  return bytes
}
