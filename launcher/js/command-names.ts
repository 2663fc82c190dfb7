import { FAST_COMMANDS } from '../../src/entry/fast-path.js'

/** Commands that the launcher may obtain a session for (cold-commands.ts). */
export const COLD_COMMANDS = [
  ...(['env', 'exec', 'kube-token', 'login', 'process', 'use', 'whoami'] as const),
] as const

/** The first words of command lines that the launcher may answer. It leaves all others at once. */
export const LAUNCHER_COMMANDS: readonly string[] = [
  ...new Set(['--version', ...FAST_COMMANDS, ...COLD_COMMANDS]),
]

/** The same on Windows, where the launcher obtains no session, writes no file, runs no command. */
export const WINDOWS_COMMANDS: readonly string[] = [
  '--version',
  ...FAST_COMMANDS.filter((command) => command !== 'exec' && command !== 'use'),
]
