import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable } from './built.js'
import { outcome } from './outcome.js'

/*
 * An STS with several addresses, none of which accepts a connection. The names are in a file that
 * takes the place of /etc/hosts for one process.
 */

const canMount = spawnSync('unshare', ['-m', 'mount', '--bind', '/etc/hosts', '/etc/hosts']).status
const isPossible = launcherAvailable && canMount === 0

/** Nobody listens there. */
const [REFUSING, ALSO_REFUSING] = ['127.0.0.3', '127.0.0.4']
const SILENT = '127.0.0.2'

/** A server that has stopped, with as many connections as the kernel keeps for it. */
async function startSilentServer() {
  const code = `const s = require('net').createServer().listen({ port: 0, host: '${SILENT}', backlog: 1 }, () => console.log(s.address().port))`
  const server = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [data] = (await once(server.stdout, 'data')) as [Buffer]
  const port = Number(data)
  server.kill('SIGSTOP')
  const sockets: Socket[] = []
  for (let count = 0; count < 2; count++) {
    const socket = connect(port, SILENT)
    await once(socket, 'connect')
    sockets.push(socket.on('error', () => undefined))
  }
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    server.kill('SIGKILL')
  }
  return { port, close }
}

describe.skipIf(!isPossible)('an STS with several addresses (needs cargo, and root)', () => {
  let launcher: string
  let home: TempHome
  let server: Awaited<ReturnType<typeof startSilentServer>>

  beforeAll(async () => {
    launcher = buildLauncher()
    server = await startSilentServer()
    home = await tempHome({
      config: `[profile keys]
credential_process = cat ~/printed.json
[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = keys
region = us-east-1
`,
    })
    const keys = { AccessKeyId: 'AKIAQNZGKIQY56JQ7WML', SecretAccessKey: 'abcdefgh' }
    await home.write('printed.json', JSON.stringify({ Version: 1, ...keys }))
  }, BUILD_TIMEOUT_MS)

  afterAll(async () => {
    server.close()
    await home.remove()
  })

  test.each([
    ['the first does not answer in time', 'ETIMEDOUT', [SILENT, REFUSING]],
    ['all refuse', 'ECONNREFUSED', [REFUSING, ALSO_REFUSING]],
  ])(
    '%s: the first says why, as with the program',
    async (_, code, addresses) => {
      const names = addresses.map((address) => `${address} sts.test\n`).join('')
      const hosts = await home.write('hosts', `127.0.0.1 localhost\n${names}`)
      const env = {
        ...{ ...home.env, ROLECALL_STORE: 'none', ROLECALL_LAUNCHER_TRACE: '1' },
        AWS_ENDPOINT_URL_STS: `https://sts.test:${server.port}`,
      }
      const line = `mount --bind '${hosts}' /etc/hosts && exec "$@"`
      // Each forgets the failures of the others.
      const run = async (...words: string[]) => {
        rmSync(join(home.path, '.local'), { recursive: true, force: true })
        return outcome('unshare', ['-m', 'sh', '-c', line, 'sh', ...words, 'process', 'dev'], env)
      }
      const ours = await run(launcher)
      const theirs = await run(process.execPath, PROGRAM)
      const { stderr, ...rest } = ours
      expect(stderr).toMatch(/^launcher: a cold call\n(.*\n)*launcher: answered\n$/)
      expect({ ...rest, stderr: stderr.replace(/^launcher: .*\n/gm, '') }).toEqual(theirs)
      const failed = `connect ${code} ${addresses[0]}:${server.port}\n`
      expect(theirs.stderr).toContain(failed)
    },
    60_000,
  )
})
