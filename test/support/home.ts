import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { secretsIn } from './canaries.js'
import { pathOf } from './commands.js'
import { COMMAND } from './run.js'

export interface HomeContents {
  /** Text of ~/.aws/config. */
  config?: string
  /** Text of ~/.aws/credentials. */
  credentials?: string
  /** Becomes AWS_ENDPOINT_URL_STS. */
  sts?: { url: string }
}

export interface TempHome extends AsyncDisposable {
  readonly path: string
  /** A complete environment with all paths in this home, and `rolecall` in PATH. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Writes a file of mode 0600 and creates its parent folders.
   * @param name path relative to the home
   * @returns absolute path
   */
  write(name: string, text: string | Uint8Array): Promise<string>
  /** Absolute paths of all regular files. */
  files(): Promise<string[]>
  /** Files whose name or content contains one of the secrets, in any encoding. */
  searchFor(secrets: readonly string[]): Promise<string[]>
  remove(): Promise<void>
}

/** False in a run that shows that the launcher does without (CONTRIBUTING.md, "Debug"). */
const hasNode = pathOf('node') !== undefined

/** Creates a home folder of mode 0700 in the system's temporary folder. */
export async function tempHome(contents: HomeContents = {}): Promise<TempHome> {
  const path = await mkdtemp(join(tmpdir(), 'rolecall-home-'))
  const runtime = join(path, '.runtime')
  const bin = join(path, '.bin')
  await mkdir(runtime, { mode: 0o700 })
  await mkdir(bin)
  await symlink(COMMAND.at(-1) ?? '', join(bin, 'rolecall'))
  // The Node that runs the tests, so that `rolecall` and its callers run on the same version.
  if (hasNode) await symlink(process.execPath, join(bin, 'node'))
  // The kernel keyring belongs to the user who runs the tests. Without keyctl it is not used.
  await symlink('/bin/false', join(bin, 'keyctl'))

  const home: TempHome = {
    path,
    env: {
      HOME: path,
      LANG: 'C.UTF-8',
      PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
      XDG_CACHE_HOME: join(path, '.cache'),
      XDG_CONFIG_HOME: join(path, '.config'),
      XDG_DATA_HOME: join(path, '.local/share'),
      XDG_STATE_HOME: join(path, '.local/state'),
      XDG_RUNTIME_DIR: runtime,
      ...(contents.sts ? { AWS_ENDPOINT_URL_STS: contents.sts.url } : {}),
    },
    async write(name, text) {
      const file = join(path, name)
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await writeFile(file, text, { mode: 0o600 })
      return file
    },
    async files() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    },
    async searchFor(secrets) {
      const found: string[] = []
      for (const file of await home.files()) {
        const data = Buffer.concat([Buffer.from(file), await readFile(file)])
        if (secretsIn(data, secrets).length) found.push(file)
      }
      return found
    },
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
    [Symbol.asyncDispose]: () => home.remove(),
  }
  if (contents.config !== undefined) await home.write('.aws/config', contents.config)
  if (contents.credentials !== undefined) await home.write('.aws/credentials', contents.credentials)
  return home
}
