import { join, posix, win32 } from 'node:path'
import { envVar, type Env } from '../core/env.js'

/**
 * Absolute paths of rolecall's and AWS's files. Each is a getter, so that the home directory is
 * looked up only if it is needed.
 */
export interface Paths {
  readonly home: string
  /** AWS_CONFIG_FILE, else ~/.aws/config. */
  readonly awsConfig: string
  /** AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials. */
  readonly awsCredentials: string
  /** rolecall's own settings file. */
  readonly settings: string
  /** Session index, locks, encrypted files: see {@link STATE_PATHS}. 0700, no plaintext secrets. */
  readonly state: string
  /**
   * The program that adopted profiles name: src/system/process/self-command.ts. XDG_DATA_HOME does
   * not move it, because editors in a sandbox set that to a folder of their own version.
   */
  readonly starter: string
  /** V8's code cache of the program (entry/compile-cache); 0700. */
  readonly compiled: string
}

/**
 * Resolves all paths by the conventions of the platform. Creates nothing.
 * @param osHome called if HOME is not set or not absolute
 */
export function pathsFor(env: Env, platform: NodeJS.Platform, osHome: () => string): Paths {
  const isAbsolute = (path: string): boolean =>
    (platform === 'win32' ? win32 : posix).isAbsolute(path)
  const home = (): string => {
    const chosen = envVar(env, 'HOME', ...(platform === 'win32' ? ['USERPROFILE'] : []))
    return chosen !== undefined && isAbsolute(chosen) ? chosen : osHome()
  }
  const expand = (path: string): string =>
    /^~[/\\]/.test(path) ? join(home(), path.slice(2)) : path
  const aws = (variable: string, name: string): string =>
    expand(envVar(env, variable) ?? join(home(), '.aws', name))
  const base = (variable: string, unix: string, mac: string): string => {
    const chosen = envVar(env, platform === 'win32' ? 'LOCALAPPDATA' : variable)
    if (chosen !== undefined && isAbsolute(chosen)) return join(chosen, 'rolecall')
    if (platform === 'win32') return join(home(), 'AppData', 'Local', 'rolecall')
    return join(home(), platform === 'darwin' ? mac : unix, 'rolecall')
  }
  return {
    get home() {
      return home()
    },
    get awsConfig() {
      return aws('AWS_CONFIG_FILE', 'config')
    },
    get awsCredentials() {
      return aws('AWS_SHARED_CREDENTIALS_FILE', 'credentials')
    },
    get settings() {
      return join(base('XDG_CONFIG_HOME', '.config', 'Library/Preferences'), 'settings.ini')
    },
    get state() {
      return base('XDG_STATE_HOME', '.local/state', 'Library/Application Support')
    },
    get starter() {
      if (platform === 'win32') return join(this.state, 'rolecall.cjs')
      return join(home(), '.local/share/rolecall/rolecall')
    },
    get compiled() {
      return join(base('XDG_CACHE_HOME', '.cache', 'Library/Caches'), 'compiled')
    },
  }
}
