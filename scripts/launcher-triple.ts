import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Its toolchain is pinned. */
const CRATE = fileURLToPath(new URL('../launcher', import.meta.url))

/** The same platform with another C library, with which the launcher is smaller and faster. */
const WITH_MUSL: Readonly<Record<string, string>> = {
  'x86_64-unknown-linux-gnu': 'x86_64-unknown-linux-musl',
}

/**
 * Rust's name of the platform for which the launcher of this machine is built: with musl, if
 * Rust's library for it and a C compiler for it are installed.
 * @returns '' without Rust
 */
export function launcherTriple(): string {
  const host = hostTriple()
  const musl = WITH_MUSL[host]
  const hasMusl = musl !== undefined && hasRustTarget(musl)
  return hasMusl && spawnSync('musl-gcc', ['--version']).status === 0 ? musl : host
}

/** Rust's name of this platform. @returns '' without Rust */
export function hostTriple(): string {
  return /^host: (.+)$/m.exec(rustc('-vV'))?.[1] ?? ''
}

/** Whether Rust's library for a platform is installed. */
export function hasRustTarget(triple: string): boolean {
  return existsSync(rustc('--print', 'target-libdir', '--target', triple).trim())
}

function rustc(...args: string[]): string {
  return spawnSync('rustc', args, { cwd: CRATE, encoding: 'utf8' }).stdout ?? ''
}
