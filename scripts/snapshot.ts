import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Metafile } from 'esbuild'

/*
 * The launcher's snapshot: the memory of an engine that has loaded its modules, in a section of the
 * launcher's own file (launcher/src/snapshot/). The launcher itself writes it, here.
 */

/** A section's place in a file, in bytes. */
interface Section {
  at: number
  size: number
}

/** Whether the launcher of a platform has a snapshot (launcher/build.rs). */
export const hasSnapshot = (triple: string): boolean => triple.startsWith('x86_64-unknown-linux-')

/** `WANTED` in launcher/src/snapshot/mod.rs. */
const WANTED = 1n

/**
 * Which modules a snapshot contains: all but those that give the command to the program.
 * @returns lines of `entry NAME`, for what the launcher loads by its name, and `shared NAME`
 */
export function inSnapshot({ outputs }: Metafile): string[] {
  const entries = Object.entries(outputs)
    .filter(([, { entryPoint }]) => entryPoint !== undefined && !entryPoint.startsWith('program:'))
    .map(([path]) => path)
  const all = new Set(entries)
  for (const path of all) {
    for (const { path: other, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') all.add(other)
    }
  }
  const kindOf = (path: string): string =>
    entries.includes(path) && basename(path) !== 'main.js' ? 'entry' : 'shared'
  return [...all].map((path) => `${kindOf(path)} ${basename(path)}`)
}

/**
 * Adds a snapshot to a launcher of this platform.
 * @throws Error if the launcher cannot make it; the file is then as before
 */
export function addSnapshot(file: string): void {
  const launcher = readFileSync(file)
  const sections = sectionsOf(launcher)
  const section = sections.get('.snapshot')
  if (!section) throw new Error('the launcher has no section for a snapshot')
  launcher.writeBigUInt64LE(WANTED, section.at)
  const snapshot = snapshotOf(launcher, section.size)
  launcher.fill(0, section.at, section.at + section.size)
  snapshot.copy(launcher, section.at)
  // What nothing reads any more compresses to nothing: the modules' bytecode, and tables for
  // exceptions, since a panic unwinds nothing.
  for (const name of ['.bytecode', '.eh_frame', '.eh_frame_hdr', '.gcc_except_table']) {
    const unused = sections.get(name)
    if (unused) launcher.fill(0, unused.at, unused.at + unused.size)
  }
  writeFileSync(file, launcher)
}

/** Without addresses that change from run to run, if the system allows that: see setarch(8). */
function snapshotOf(launcher: Buffer, maxBytes: number): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-snapshot-'))
  try {
    const file = join(folder, 'rolecall')
    writeFileSync(file, launcher, { mode: 0o700 })
    const isAllowed = spawnSync('setarch', ['-R', 'true']).status === 0
    const [command, ...words] = isAllowed ? ['setarch', '-R', file] : [file]
    const options = { env: { PATH: process.env['PATH'] }, maxBuffer: 2 * maxBytes }
    const { status, stdout, stderr, error } = spawnSync(command, [...words, 'process'], options)
    if (error) throw error
    if (status === 0 && stdout.length <= maxBytes) return stdout
    throw new Error(`no snapshot of ${stdout.length} bytes: ${String(stderr)}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The sections of an ELF file of 64 bits with the low byte first (elf(5)). */
function sectionsOf(file: Buffer): Map<string, Section> {
  const word = (at: number): number => Number(file.readBigUInt64LE(at))
  const [tableAt, entryBytes, count, namesIndex] = [
    word(0x28),
    file.readUInt16LE(0x3a),
    file.readUInt16LE(0x3c),
    file.readUInt16LE(0x3e),
  ]
  const namesAt = word(tableAt + namesIndex * entryBytes + 0x18)
  const sections = new Map<string, Section>()
  for (let index = 0; index < count; index++) {
    const entry = tableAt + index * entryBytes
    const nameAt = namesAt + file.readUInt32LE(entry)
    const name = file.toString('latin1', nameAt, file.indexOf(0, nameAt))
    sections.set(name, { at: word(entry + 0x18), size: word(entry + 0x20) })
  }
  return sections
}
