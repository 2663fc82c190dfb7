import { spawn, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { killGroup, trackGroup, untrackGroup } from '../../support/children.js'
import { isInstalled } from '../../support/commands.js'
import { startKeychain } from '../../support/keychain.js'
import { startScene } from '../../support/scene.js'

/** The user ID of `nobody`, who attacks. */
const NOBODY = 65534
const reason =
  process.getuid?.() !== 0
    ? '(needs root, to play another user)'
    : isInstalled('setpriv')
      ? ''
      : '(not installed: setpriv)'

/** A bus that accepts every log-on, and prints everything that it is sent. */
const LISTENER = `
const [socket, guid] = process.argv.slice(1)
process.umask(0)
require('net').createServer((client) => {
  client.on('error', () => undefined)
  client.on('data', (data) => {
    process.stdout.write('got ' + data.toString('hex') + '\\n')
    client.write('DATA\\r\\nOK ' + guid + '\\r\\n')
  })
}).listen({ path: socket.replace('@', '\\0') }, () => console.log('listening'))
`
const GUID = '0123456789abcdef0123456789abcdef'

let folder: string
const attackers: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-attack-'))
  chmodSync(folder, 0o755)
})
afterEach(() => {
  for (const { pid = 0 } of attackers.splice(0)) {
    killGroup(pid)
    untrackGroup(pid)
  }
  rmSync(folder, { recursive: true, force: true })
})

/** Lets another user listen on a socket. @returns what he is sent */
async function attack(socket: string, guid = GUID, uid = NOBODY): Promise<() => string> {
  const user = ['--reuid', String(uid), '--clear-groups', '--pdeathsig', 'KILL']
  const child = spawn('setpriv', [...user, process.execPath, '-e', LISTENER, socket, guid], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  attackers.push(child)
  trackGroup(child.pid ?? 0)
  let text = ''
  child.stdout?.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  await once(child.stdout ?? child, 'data')
  return () => text.replace('listening\n', '')
}

const inFolder = (name: string): string => {
  const path = join(folder, name)
  mkdirSync(path)
  return path
}

/** What `login` prints with this bus. Credentials are obtained; they are not stored. */
async function login(address: string): Promise<{ code: unknown; stderr: string }> {
  await using scene = await startScene()
  const env = { DBUS_SESSION_BUS_ADDRESS: address, ROLECALL_KEY_FILE: '' }
  const code = scene.sts.freshCode(scene.serial)
  const result = await scene.rolecall(['login', 'dev', '--mfa-code', code], { env })
  const asked = await scene.rolecall(['env', 'dev', '--store', 'keychain'], { env })
  expect(asked).toMatchObject({ code: 5, stdout: '' })
  expect(asked.stderr).toContain('hint: set DBUS_SESSION_BUS_ADDRESS')
  return { code: result.code, stderr: result.stderr }
}

describe.skipIf(reason)(`another user who listens ${reason}`, () => {
  test.each([
    [
      'on a socket of his own in a folder of ours',
      () => {
        const path = inFolder('open')
        chmodSync(path, 0o777)
        return join(path, 'bus')
      },
      'belongs to another user',
    ],
    [
      'in a folder of his own',
      () => {
        const path = inFolder('his')
        chownSync(path, NOBODY, NOBODY)
        return join(path, 'bus')
      },
      'belongs to another user',
    ],
    [
      'where a dead bus of ours was, in a sticky folder',
      () => {
        const path = inFolder('sticky')
        chmodSync(path, 0o1777)
        return join(path, 'bus')
      },
      'belongs to another user',
    ],
  ])('%s is sent nothing', async (_what, place, fault) => {
    const socket = place()
    const sent = await attack(socket)
    for (const address of [`unix:path=${socket}`, `unix:path=${socket},guid=${GUID}`]) {
      const { code, stderr } = await login(address)
      expect([code, stderr]).toEqual([0, expect.stringContaining(fault)])
    }
    expect(sent()).toBe('')
  })

  test('behind a link is sent nothing', async () => {
    const his = inFolder('his')
    chownSync(his, NOBODY, NOBODY)
    const sent = await attack(join(his, 'bus'))
    const ours = inFolder('ours')
    symlinkSync(join(his, 'bus'), join(ours, 'bus'))
    symlinkSync(his, join(ours, 'folder'))
    for (const path of [join(ours, 'bus'), join(ours, 'folder', 'bus')]) {
      expect((await login(`unix:path=${path}`)).stderr).toContain('belongs to another user')
    }
    expect(sent()).toBe('')
  })

  test('who can replace a folder on the way to our socket: it is not used', async () => {
    await using keychain = await startKeychain()
    const open = inFolder('open')
    const ours = join(open, 'ours')
    mkdirSync(ours)
    const real = /path=(.*)/.exec(keychain.env['DBUS_SESSION_BUS_ADDRESS'] ?? '')?.[1] ?? ''
    renameSync(real, join(ours, 'bus'))
    chmodSync(open, 0o777)
    const { stderr } = await login(`unix:path=${join(ours, 'bus')}`)
    expect(stderr).toContain(`other users can write to ${open}`)
  })

  test.each([
    ['without a GUID', '', /without a GUID/],
    ['with a GUID that he has learnt', `,guid=${GUID}`, /abstract socket/],
  ])('on an abstract name, %s, is sent nothing', async (_what, suffix, fault) => {
    const name = `/tmp/rolecall-attack-${process.pid}`
    const sent = await attack(`@${name}`)
    expect((await login(`unix:abstract=${name}${suffix}`)).stderr).toMatch(fault)
    expect(sent()).toBe('')
  })
})

test.skipIf(reason)('a bus of ours with another GUID is sent no secret', async () => {
  const path = join(inFolder('ours'), 'bus')
  const sent = await attack(path, 'f'.repeat(32), 0)
  const { code, stderr } = await login(`unix:path=${path},guid=${GUID}`)
  expect([code, stderr]).toEqual([0, expect.stringContaining('its GUID is not the one')])
  const bytes = Buffer.from(sent().replace(/got |\n/g, ''), 'hex').toString('latin1')
  expect(bytes).toContain('AUTH EXTERNAL')
  expect(bytes).not.toContain('OpenSession')
  expect(bytes).not.toContain('CreateItem')
})
