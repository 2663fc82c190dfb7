import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

/** In the working directory; it is also stdin. */
export const SCRIPT = '.script'

/** What a shell leaves behind: the environment of a child it starts, once for each text it read. */
export interface Visit {
  environments: Record<string, string>[]
  stderr: string
  status: number | null
  /** Files that appeared in the working directory: nothing but our own texts is good. */
  strays: string[]
}

/** Before any text is read, as a careless day leaves it. */
const STALE = {
  AWS_PROFILE: 'stale',
  AWS_DEFAULT_PROFILE: 'stale',
  AWS_SECURITY_TOKEN: 'stale',
  AWS_SESSION_TOKEN: 'stale',
  AWS_CREDENTIAL_EXPIRATION: 'stale',
  AWS_ACCOUNT_ID: 'stale',
  AWS_CREDENTIAL_SCOPE: 'stale',
  AWS_ACCESS_KEY: 'stale',
  AWS_SECRET_KEY: 'stale',
}

/**
 * Feeds a shell, as a person would, one command for each text; the texts themselves lie in files 0,
 * 1, 2…
 * @param read the commands that read text `file` and then run `env -0`, each environment ended by
 * an empty record
 */
export async function visit(
  [shell, ...flags]: readonly [string, ...string[]],
  texts: readonly string[],
  read: (file: string) => string,
  env: Record<string, string> = STALE,
): Promise<Visit> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-shell-'))
  try {
    texts.forEach((text, index) => writeFileSync(join(folder, `${index}`), text))
    const script = join(folder, SCRIPT)
    writeFileSync(script, texts.map((_, index) => read(`${index}`)).join(''))
    const stdin = openSync(script, 'r')
    const child = spawn(shell, flags, {
      stdio: [stdin, 'pipe', 'pipe'],
      cwd: folder,
      // An interactive shell would take the terminal of whoever runs the tests.
      detached: true,
      env: { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8', ...env },
    })
    closeSync(stdin)
    if (!child.stdout || !child.stderr) throw new Error('the shell has no output')
    const [stdout, stderr, [status]] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ])
    return {
      environments: environmentsIn(stdout.toString()),
      stderr: stderr.toString(),
      status,
      strays: readdirSync(folder).filter((name) => !/^(\d+|\..*)$/.test(name)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function environmentsIn(output: string): Record<string, string>[] {
  return output
    .split('\0\0')
    .slice(0, -1)
    .map((records) =>
      Object.fromEntries(
        records.split('\0').map((record) => {
          const cut = record.indexOf('=')
          return [record.slice(0, cut), record.slice(cut + 1)]
        }),
      ),
    )
}
