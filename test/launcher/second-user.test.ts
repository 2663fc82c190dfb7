import { spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keychainAvailable } from '../support/keychain.js'
import { runCommand } from '../support/run.js'
import { asAttacker, canPlayAttacker, giveToAttacker, NEEDS_ROOT } from '../support/second-user.js'
import {
  BUILD_TIMEOUT_MS,
  buildLauncher,
  launcherAvailable,
  launcherReason,
  withoutProgram,
} from './built.js'
import { machineWithSessions, type Machine } from './machine.js'

const isPossible = launcherAvailable && keychainAvailable && canPlayAttacker

/*
 * The attacker is another user of the machine. Either he has left files, links and sockets where
 * the launcher of the user looks, or he runs the launcher on files of the user.
 */
describe.skipIf(!isPossible)(
  `a second user and the launcher ${launcherReason}${NEEDS_ROOT}`,
  () => {
    let machine: Machine
    let launcher: { launcher: string; folder: string }
    let right: string
    const scratch = mkdtempSync(join(tmpdir(), 'rolecall-second-'))

    beforeAll(async () => {
      machine = await machineWithSessions()
      launcher = withoutProgram(buildLauncher())
      right = (await launch()).stdout
      expect(right).toContain('"Version":1')
      // Others may enter, as on most machines.
      for (const path of [launcher.folder, machine.home.path, scratch]) chmodSync(path, 0o755)
    }, BUILD_TIMEOUT_MS)

    afterAll(async () => {
      rmSync(launcher.folder, { recursive: true })
      rmSync(scratch, { recursive: true })
      await machine[Symbol.asyncDispose]()
    })

    const TRACE = { ROLECALL_LAUNCHER_TRACE: '1' }
    const launch = (more: object = {}) =>
      runCommand(launcher.launcher, ['process', 'dev'], {
        env: { ...machine.env, ...TRACE, ...more },
      })
    /** The program has got the words, and nothing else was printed. */
    const left = () => ({
      code: 0,
      stdout: `${join(launcher.folder, 'bin/rolecall.js')} process dev\n`,
    })
    const state = (...path: string[]): string =>
      join(machine.home.path, '.local/state/rolecall', ...path)

    /** The state folder as it was, afterwards. */
    const withState = async (work: () => Promise<void>): Promise<void> => {
      const saved = join(scratch, 'saved')
      cpSync(state(), saved, { recursive: true, preserveTimestamps: true })
      try {
        await work()
      } finally {
        rmSync(state(), { recursive: true, force: true })
        cpSync(saved, state(), { recursive: true, preserveTimestamps: true })
        rmSync(saved, { recursive: true })
        expect((await launch()).stdout).toBe(right)
      }
    }

    test.each<[string, () => void]>([
      [
        'index files of the attacker',
        () => {
          const names = readdirSync(state('sessions'))
          giveToAttacker(...names.map((name) => state('sessions', name)))
        },
      ],
      ['an index folder of the attacker', () => giveToAttacker(state('sessions'))],
      ['a state folder of the attacker', () => giveToAttacker(state())],
      ['a state folder that he can write to', () => chmodSync(state(), 0o777)],
      [
        'links of his instead of index files',
        () => {
          for (const name of readdirSync(state('sessions'))) {
            const own = join(scratch, name)
            renameSync(state('sessions', name), own)
            giveToAttacker(own)
            symlinkSync(own, state('sessions', name))
          }
        },
      ],
      [
        'a state folder that is a link to one of his',
        () => {
          const own = join(scratch, 'state')
          renameSync(state(), own)
          giveToAttacker(own, join(own, 'sessions'))
          symlinkSync(own, state())
        },
      ],
    ])('%s give no session that the user does not have', (_, harm) =>
      withState(async () => {
        harm()
        const { code, stdout, stderr } = await launch()
        // The keychain has the session: what lies in the files decides only whether it is asked.
        if (stderr.endsWith('launcher: answered\n'))
          expect({ code, stdout }).toEqual({ code: 0, stdout: right })
        else expect({ code, stdout }).toEqual(left())
        for (const path of ['state', ...readdirSync(scratch)]) {
          if (path !== 'saved') rmSync(join(scratch, path), { recursive: true, force: true })
        }
      }),
    )

    test('the choice of a store that he wrote is not followed', () =>
      withState(async () => {
        writeFileSync(state('store.json'), '{"store":"file","required":true}')
        giveToAttacker(state('store.json'))
        const { code, stdout, stderr } = await launch()
        if (stderr.endsWith('launcher: answered\n')) expect(stdout).toBe(right)
        else expect({ code, stdout }).toEqual(left())
        expect(existsSync(state('sealed'))).toBe(false)
      }))

    test.each([
      ['in a folder of his own', 0o700],
      ['in a folder of the user that he can write to', 0o777],
    ])('his bus %s is sent nothing', async (where, mode) => {
      const folder = mkdtempSync(join(scratch, 'bus-'))
      chmodSync(folder, mode)
      const path = join(folder, 'bus')
      let received = 0
      const server = createServer((socket) => {
        socket.on('error', () => undefined)
        socket.on('data', (data) => (received += data.length))
      }).listen(path)
      await once(server, 'listening')
      giveToAttacker(path, ...(where.includes('his own') ? [folder] : []))
      const { code, stdout, stderr } = await launch({
        DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}`,
      })
      server.close()
      expect({ code, stdout }).toEqual(left())
      expect(stderr).toMatch(/^launcher: .*(user|write)/)
      expect(received).toBe(0)
    })

    test('a socket of his that a link of the user leads to is sent nothing', async () => {
      const folder = mkdtempSync(join(scratch, 'linked-'))
      chmodSync(folder, 0o777)
      const program = `require('net').createServer((s) => s.on('data', (d) => console.log('got', d.length))).listen('${folder}/bus', () => console.log('up'))`
      const ids = ['--reuid=65534', '--regid=65534', '--clear-groups']
      const child = spawn('setpriv', [...ids, process.execPath, '-e', program])
      // It prints that it listens. Its socket is there before.
      await once(child.stdout, 'data')
      const output = text(child.stdout)
      const link = join(machine.home.path, 'bus')
      symlinkSync(join(folder, 'bus'), link)
      const { code, stdout } = await launch({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${link}` })
      child.kill()
      rmSync(link)
      expect({ code, stdout }).toEqual(left())
      expect(await output).toBe('')
    })

    test('run by him, on links to the files of the user, it says nothing of them', async () => {
      const home = mkdtempSync(join(scratch, 'home-'))
      for (const name of ['.aws', '.local'])
        symlinkSync(join(machine.home.path, name), join(home, name))
      giveToAttacker(home)
      const env = {
        ...machine.env,
        ...TRACE,
        ...{ HOME: home, XDG_STATE_HOME: join(home, '.local/state') },
      }
      for (const words of ['process dev', 'env dev', 'exec dev -- env', '__complete session']) {
        const { stdout, stderr } = await asAttacker(`${launcher.launcher} ${words}`, { env })
        const { AccessKeyId, SecretAccessKey } = JSON.parse(right) as Record<string, string>
        for (const part of [AccessKeyId, SecretAccessKey, 'nomfa']) {
          expect(stdout + stderr).not.toContain(part)
        }
      }
    })

    test('a program and a record of Node that he owns or can write are not run', async () => {
      const { launcher: copy, folder } = withoutProgram(launcher.launcher)
      const ran = join(scratch, 'ran')
      const evil = join(folder, 'evil')
      writeFileSync(evil, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 })
      const record = join(dirname(copy), 'node-path')
      const script = join(folder, 'bin/rolecall.js')
      const words = { env: { ...machine.env, PATH: '/nonexistent' } }
      for (const harm of [giveToAttacker, (path: string) => chmodSync(path, 0o666)]) {
        writeFileSync(record, `${evil}\n`)
        harm(record)
        expect(await runCommand(copy, ['list'], words)).toMatchObject({ code: 1, stdout: '' })
        rmSync(record)
        copyFileSync(join(launcher.folder, 'launcher/build/node-path'), record)
        harm(script)
        expect(await runCommand(copy, ['list'], words)).toMatchObject({ code: 1, stdout: '' })
        rmSync(script)
        writeFileSync(script, '')
      }
      expect((await runCommand(copy, ['list'], words)).stdout).toBe(`${script} list\n`)
      expect(existsSync(ran)).toBe(false)
      expect(readFileSync(record, 'utf8')).toBe('/bin/echo\n')
      rmSync(folder, { recursive: true })
    })

    test('his folder as the working folder changes nothing', async () => {
      const folder = mkdtempSync(join(scratch, 'cwd-'))
      for (const name of ['bin', 'node_modules', '.aws']) mkdirSync(join(folder, name))
      writeFileSync(join(folder, 'bin/rolecall.js'), '')
      writeFileSync(join(folder, 'node'), '#!/bin/sh\necho planted\n', { mode: 0o755 })
      giveToAttacker(folder, join(folder, 'bin'), join(folder, 'node'))
      const options = { cwd: folder, env: machine.env }
      const { stdout } = await runCommand(launcher.launcher, ['process', 'dev'], options)
      expect(stdout).toBe(right)
    })
  },
)
