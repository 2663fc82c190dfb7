import { spawnSync } from 'node:child_process'
import type { Component } from './component.js'
import { crates } from './crates.js'
import { npmPackages } from './npm-packages.js'

/** What a release of this platform ships beside own code: packages of npm, and crates. */
export function allComponents(root: string): Component[] {
  return [...npmPackages(root), ...launcherCrates(root)]
}

/** The crates in the launcher of this platform. */
export function launcherCrates(root: string): Component[] {
  return crates(root, hostTriple())
}

function hostTriple(): string {
  const { stdout } = spawnSync('rustc', ['-vV'], { encoding: 'utf8' })
  return /^host: (.+)$/m.exec(stdout ?? '')?.[1] ?? 'x86_64-unknown-linux-gnu'
}
