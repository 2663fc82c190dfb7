import { join } from 'node:path'
import { runCommand } from '../run-command.js'

const TRIPLE = 'x86_64-pc-windows-gnu'

/**
 * Builds `rolecall.exe` with rustc. Needs Rust's library for Windows (`rustup target add`) and the
 * linker of mingw-w64, on any system.
 * @param folder where it is written
 * @returns its path
 * @throws Error that says what is missing
 */
export function windowsStarter(root: string, folder: string): string {
  const path = join(folder, 'rolecall.exe')
  const source = join(root, 'scripts/release/windows/rolecall.rs')
  const options = ['opt-level=s', 'lto=fat', 'panic=abort', 'strip=symbols', 'codegen-units=1']
  const flags = options.flatMap((option) => ['-C', option])
  // The same bytes each time, on every machine.
  flags.push('-C', 'link-arg=-Wl,--no-insert-timestamp', `--remap-path-prefix=${root}=.`)
  // In the folder of the launcher, whose rust-toolchain.toml rustup obeys.
  const words = ['--edition=2021', `--target=${TRIPLE}`, ...flags, '-o', path, source]
  runCommand('rustc', words, { cwd: join(root, 'launcher') })
  return path
}
