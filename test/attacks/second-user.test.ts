import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { awsText } from '../../src/system/files/aws/aws-text.js'
import { refuseForeignAwsFiles } from '../../src/system/files/aws/trusted-aws-files.js'
import { pathsFor } from '../../src/system/paths.js'
import { cacheOf, filesIn, plant } from '../startup/cached-files.js'
import { isOtherProgram, run } from '../support/run.js'
import { startScene, type Scene } from '../support/scene.js'
import { asAttacker, canPlayAttacker, giveToAttacker, NEEDS_ROOT } from '../support/second-user.js'

/*
 * The attacker is another user of the machine. What he can write is what a careless umask, a shared
 * folder or a past `sudo` left open to him.
 */

let scene: Scene
beforeEach(async () => {
  scene = await startScene()
  // Others may enter the home, as on most machines.
  chmodSync(scene.home.path, 0o755)
})
afterEach(() => scene[Symbol.asyncDispose]())

const attack = test.runIf(canPlayAttacker)
const state = (): string => join(scene.home.path, '.local/state/rolecall')

/** All files and folders below a folder that root owns. */
function ofRoot(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.uid === 0)
}

describe(`the compile cache${NEEDS_ROOT}`, () => {
  // What this Node compiles, the Node of an archive would not run.
  const planting = test.runIf(canPlayAttacker && !isOtherProgram)

  /** @returns the folder of a cache with planted code, all of it the user's own */
  async function plantedCache(): Promise<string> {
    await run(['--help'], { env: scene.env })
    const cache = cacheOf(scene.home)
    const programs = filesIn(cache).filter(({ path }) => path.endsWith('cli-program.cjs'))
    expect(programs).not.toEqual([])
    for (const { path } of programs) plant(path)
    expect((await run(['--help'], { env: scene.env })).stdout).toContain('planted')
    return cache
  }

  planting('is not used below a folder that the attacker can write to', async () => {
    const planted = await plantedCache()
    const shared = join(scene.home.path, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o777)
    // The user owns a folder with foreign content, such as an unpacked archive.
    const unpacked = join(scene.home.path, 'unpacked')
    renameSync(planted, unpacked)
    const linked = await asAttacker(`ln -s ${unpacked} ${shared}/rolecall`)
    expect(linked.code).toBe(0)
    const result = await run(['--help'], { env: { ...scene.env, XDG_CACHE_HOME: shared } })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).not.toContain('planted')
  })

  planting(
    'is not reached through a link of the attacker, not even in a sticky folder',
    async () => {
      const planted = await plantedCache()
      const shared = join(scene.home.path, 'shared')
      mkdirSync(shared)
      chmodSync(shared, 0o1777)
      const unpacked = join(scene.home.path, 'unpacked')
      renameSync(planted, unpacked)
      await asAttacker(`ln -s ${unpacked} ${shared}/rolecall`)
      const result = await run(['--help'], { env: { ...scene.env, XDG_CACHE_HOME: shared } })
      expect(result.stdout).not.toContain('planted')
    },
  )

  planting('is not used below a folder of the attacker', async () => {
    await plantedCache()
    giveToAttacker(join(scene.home.path, '.cache'))
    const result = await run(['--help'], { env: scene.env })
    expect(result.stdout).not.toContain('planted')
  })
})

describe(`sudo -E${NEEDS_ROOT}`, () => {
  attack.each([
    ['process', 'dev', '--mfa-code'],
    ['login', 'dev', '--mfa-code'],
    ['status'],
    ['list'],
    ['env', 'dev', '--mfa-code'],
  ])('%s makes nothing in the home of another user', async (...args) => {
    rmSync(join(scene.home.path, '.runtime'), { recursive: true })
    giveToAttacker(scene.home.path, join(scene.home.path, '.aws'))
    const before = ofRoot(scene.home.path).sort()
    const words = args.at(-1) === '--mfa-code' ? [...args, scene.sts.freshCode(scene.serial)] : args
    const result = await scene.rolecall(words)
    expect({ code: result.code, stderr: result.stderr }).toMatchObject({ code: 0 })
    expect(ofRoot(scene.home.path).sort()).toEqual(before)
    expect(result.stderr.match(/belongs to another user/g)?.length ?? 0).toBeLessThanOrEqual(1)
  })

  attack('configure creates no file there, and says why', async () => {
    rmSync(join(scene.home.path, '.aws'), { recursive: true })
    giveToAttacker(scene.home.path)
    const args = ['configure', 'new', '--region', 'eu-west-1', '--yes']
    const result = await scene.rolecall(args)
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('belongs to another user')
    expect(existsSync(join(scene.home.path, '.aws'))).toBe(false)
  })
})

describe('the state folder', () => {
  const harmful: Record<string, (path: string) => void> = {
    'a link to /dev/zero': (path) => symlinkSync('/dev/zero', path),
    'a link to a file without end': (path) => symlinkSync('/proc/kmsg', path),
    'a pipe': (path) => void spawnSync('mkfifo', [path]),
    'a file of a gigabyte': (path) => void spawnSync('truncate', ['-s', '1G', path]),
    'a folder': (path) => mkdirSync(path),
  }
  const places = ['store.json', 'usage.json', 'sessions/' + 'a'.repeat(64) + '.json']

  test.each(Object.keys(harmful))(
    'with %s in place of each file hangs no command',
    async (kind) => {
      await scene.atTerminal(['login', 'dev'])
      const [index = ''] = readdirSync(join(state(), 'sessions'))
      for (const place of [...places, `sessions/${index}`]) {
        rmSync(join(state(), place), { recursive: true, force: true })
        harmful[kind]?.(join(state(), place))
      }
      for (const args of [['status'], ['list'], ['status', '--json']]) {
        expect([args, (await scene.rolecall(args, { timeoutMs: 8000 })).code]).toEqual([args, 0])
      }
    },
  )

  test('settings that are a device are refused, not read to the end', async () => {
    mkdirSync(join(scene.home.path, '.config/rolecall'), { recursive: true })
    symlinkSync('/dev/zero', join(scene.home.path, '.config/rolecall/settings.ini'))
    const result = await scene.rolecall(['status'], { timeoutMs: 8000 })
    expect(result.stderr).toMatch(/^(rolecall: .*settings\.ini.*\n|$)/)
  })

  attack('files of the attacker in it are as good as missing', async () => {
    await scene.atTerminal(['login', 'dev'])
    for (const folder of ['.local', '.local/state']) chmodSync(join(scene.home.path, folder), 0o755)
    chmodSync(state(), 0o777)
    const made = await asAttacker(
      `rm ${state()}/store.json; echo '{"store":"none","required":true}' > ${state()}/store.json`,
    )
    expect(made.code).toBe(0)
    const result = await scene.rolecall(['status'])
    expect(result.code).toBe(0)
    expect(result.stdout + result.stderr).not.toContain('none')
  })
})

describe('a key file', () => {
  /** Nothing may be encrypted with a key that another user knows. */
  async function expectRefusal(why: string): Promise<void> {
    const code = scene.sts.freshCode(scene.serial)
    const result = await scene.rolecall(['env', 'dev', '--store', 'file', '--mfa-code', code])
    expect(result.stderr).toContain(why)
    expect(existsSync(join(state(), 'sealed/hkdf'))).toBe(false)
  }

  test.each([0o666, 0o602])('of mode %o is refused', async (mode) => {
    chmodSync(join(scene.home.path, 'key-file'), mode)
    await expectRefusal('can be written by other users')
  })

  attack('of the attacker is refused', async () => {
    giveToAttacker(join(scene.home.path, 'key-file'))
    await expectRefusal('belongs to another user (ID 65534), who knows the key')
  })

  attack("works for its owner, as in docs/containers.md; root's works for everyone", async () => {
    const home = join(scene.home.path, 'container')
    mkdirSync(home)
    const keyFile = join(scene.home.path, 'key-file')
    giveToAttacker(home, keyFile)
    const { PATH = '' } = scene.env
    const env = { PATH, HOME: home, ROLECALL_KEY_FILE: keyFile }
    const states = [await asAttacker('rolecall store', { env })]
    chownSync(keyFile, 0, 0)
    chmodSync(keyFile, 0o644)
    states.push(await asAttacker('rolecall store', { env }))
    for (const { code, stdout } of states) {
      expect(code).toBe(0)
      expect(stdout).toMatch(/^\*? *file +0 +works$/m)
    }
  })
})

describe('a command in the AWS files', () => {
  const COMMANDS = {
    credential_process: '[profile bait]\ncredential_process = touch $HOME/ran\n',
    mfa_process:
      '[profile bait]\nrole_arn = arn:aws:iam::222222222222:role/dev\nsource_profile = base\nmfa_serial = arn:aws:iam::111111111111:mfa/alice\nmfa_process = touch $HOME/ran\n',
    web_identity_token_process:
      '[profile bait]\nrole_arn = arn:aws:iam::222222222222:role/dev\nweb_identity_token_process = touch $HOME/ran\n',
  }

  test.each(Object.entries(COMMANDS))(
    '%s is not run from a file that others can write to',
    async (key, text) => {
      await scene.configure(text)
      chmodSync(join(scene.home.path, '.aws/config'), 0o666)
      const result = await scene.rolecall(['process', 'bait'])
      expect(result).toMatchObject({ code: 1, stdout: '' })
      expect(result.stderr).toContain(`rolecall: ${key} is not run: `)
      expect(result.stderr).toMatch(/hint: check its contents, then run: chmod go-w \S+config\n/)
      expect(existsSync(join(scene.home.path, 'ran'))).toBe(false)
    },
  )

  attack('is not run from a file of the attacker', async () => {
    await scene.configure(COMMANDS.credential_process)
    giveToAttacker(join(scene.home.path, '.aws/config'))
    const result = await scene.rolecall(['process', 'bait'])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain('belongs to another user')
    expect(existsSync(join(scene.home.path, 'ran'))).toBe(false)
    const [, command = ''] = /, then use a copy of your own: (.*)\n/.exec(result.stderr) ?? []
    expect(spawnSync('sh', ['-c', command]).status).toBe(0)
  })

  attack('is not run from a pipe of the attacker', async () => {
    const config = join(scene.home.path, '.aws/config')
    rmSync(config)
    expect(spawnSync('mkfifo', ['-m', '644', config]).status).toBe(0)
    giveToAttacker(config)
    chmodSync(join(scene.home.path, '.aws'), 0o755)
    const line = '[profile bait]\\ncredential_process = touch $HOME/ran\\n'
    const writer = asAttacker(`while sleep 0.05; do printf '${line}' > ${config}; done`, {
      timeoutMs: 5000,
    })
    const result = await scene.rolecall(['process', 'bait'])
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toContain(`is not run: ${config} belongs to another user`)
    expect(existsSync(join(scene.home.path, 'ran'))).toBe(false)
    await writer.catch(() => undefined)
  })

  test('is not run from a file that was replaced after it had been read', () => {
    const path = join(scene.home.path, '.aws/config')
    chmodSync(path, 0o666)
    awsText(path)
    rmSync(path)
    writeFileSync(path, '')
    awsText(path)
    const paths = pathsFor(scene.env, process.platform, () => scene.home.path)
    expect(() => refuseForeignAwsFiles({ paths }, 'mfa_process')).toThrow(
      `mfa_process is not run: ${path} can be written by other users`,
    )
  })
})

describe(`a mailbox${NEEDS_ROOT}`, () => {
  attack('of the attacker is sent nothing', async () => {
    await scene.atTerminal(['login', 'dev'])
    const waiting = join(state(), 'waiting')
    mkdirSync(waiting, { recursive: true, mode: 0o700 })
    for (const folder of [state(), waiting]) chmodSync(folder, 0o777)
    const locks = readdirSync(join(state(), 'locks')).filter((name) => /^[0-9a-f]{64}/.test(name))
    expect(locks).not.toEqual([])
    for (const lock of locks) {
      const box = join(waiting, `${lock.slice(0, 64)}.${process.pid}.0123456789ab.box`)
      await asAttacker(`head -c 32 /dev/urandom > ${box}`)
    }
    for (const folder of [state(), waiting]) chmodSync(folder, 0o700)
    await scene.atTerminal(['login', 'dev', '--refresh'])
    expect(readdirSync(waiting).filter((name) => name.endsWith('.letter'))).toEqual([])
  })
})

test('a mailbox that no live process holds is sent nothing, not even one of the user', async () => {
  await scene.atTerminal(['login', 'dev'])
  const waiting = join(state(), 'waiting')
  mkdirSync(waiting, { recursive: true, mode: 0o700 })
  for (const lock of readdirSync(join(state(), 'locks'))) {
    for (const name of [`${process.pid}.0123456789ab`, '1.0123456789ab', '0123456789ab']) {
      const box = join(waiting, `${lock.replace('.lock', '')}.${name}.box`)
      writeFileSync(box, Buffer.alloc(32, 9), { mode: 0o600 })
    }
  }
  await scene.atTerminal(['login', 'dev', '--refresh'])
  expect(readdirSync(waiting).filter((name) => name.endsWith('.letter'))).toEqual([])
})
