import { envVar } from '../../../core/env.js'
import { callingShell } from '../../../system/process/caller/calling-shell.js'
import type { Host } from '../../../system/host.js'
import { SHELLS, type Shell } from './spec.js'

/**
 * The shell that the user has in front of them: the one that runs rolecall, else the login shell. A
 * shell that `init` does not support counts as bash, or as PowerShell on Windows.
 */
export function shellOf(host: Host): Shell {
  const login = envVar(host.env, 'SHELL')?.split('/').at(-1)
  const names = [callingShell(host), login].map((name) => ALIASES[name ?? ''] ?? name)
  const usual = host.platform === 'win32' ? 'powershell' : 'bash'
  return names.map((name) => SHELLS.find((shell) => shell === name)).find(Boolean) ?? usual
}

const ALIASES: Readonly<Record<string, Shell>> = { pwsh: 'powershell' }
