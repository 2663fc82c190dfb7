import {
  chmod,
  cp,
  link,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { hasPythonModule, pathOf } from '../support/commands.js'
import { startScene } from '../support/scene.js'
import { run, runCommand, type RunResult } from '../support/run.js'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const ROLE = 'role_arn = arn:aws:iam::222222222222:role/dev'
const DEV = `[profile dev]\n${ROLE}\nsource_profile = base\nregion = eu-west-1\n`
const BASE = `[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n`

let home: TempHome
let config: string
beforeEach(async () => {
  home = await tempHome({ config: DEV, credentials: BASE })
  config = join(home.path, '.aws/config')
})
afterEach(() => home.remove())

const rolecall = (...args: string[]): Promise<RunResult> => run(args, { env: home.env })
const text = (): Promise<string> => readFile(config, 'utf8')

/** The value of the only `credential_process`. */
async function processLine(): Promise<string> {
  return /^credential_process = (.*)$/m.exec(await text())?.[1] ?? ''
}

/** Runs a line as the SDKs with a shell do, with nothing but what `env` contains. */
function asSdk(line: string, env: Record<string, string> = {}): Promise<RunResult> {
  return runCommand('/usr/bin/env', ['-i', ...entries(env), '/bin/sh', '-c', line], {})
}

const entries = (env: Record<string, string>): string[] =>
  Object.entries(env).map(([name, value]) => `${name}=${value}`)

/** Installs rolecall below a folder as npm does, with its own Node. @returns path of `rolecall` */
async function install(prefix: string): Promise<string> {
  const root = join(home.path, prefix)
  const script = join(root, 'lib/node_modules/rolecall/bin/rolecall.js')
  await mkdir(dirname(script), { recursive: true })
  await mkdir(join(root, 'bin'), { recursive: true })
  await cp(join(PROJECT, 'bin'), dirname(script), { recursive: true })
  await symlink(join(PROJECT, 'dist'), join(root, 'lib/node_modules/rolecall/dist'))
  await symlink(join(PROJECT, 'node_modules'), join(root, 'lib/node_modules/rolecall/node_modules'))
  await writeFile(join(root, 'lib/node_modules/rolecall/package.json'), '{"type":"commonjs"}')
  // A hard link: a symbolic one would lead Node to its own place.
  await link(process.execPath, join(root, 'bin/node')).catch(() =>
    cp(process.execPath, join(root, 'bin/node')),
  )
  await symlink('../lib/node_modules/rolecall/bin/rolecall.js', join(root, 'bin/rolecall'))
  return script
}

const runIn = (prefix: string, ...args: string[]): Promise<RunResult> =>
  runCommand(
    join(home.path, prefix, 'bin/node'),
    [join(home.path, prefix, 'lib/node_modules/rolecall/bin/rolecall.js'), ...args],
    { env: home.env },
  )

describe('the line survives an upgrade', () => {
  test.each([
    ['nvm', '.nvm/versions/node/v20.20.0', '.nvm/versions/node/v22.5.1'],
    [
      'fnm',
      '.local/share/fnm/node-versions/v20.20.0/installation',
      '.local/share/fnm/node-versions/v24.0.0/installation',
    ],
    ['asdf', '.asdf/installs/nodejs/20.20.0', '.asdf/installs/nodejs/22.0.0'],
    ['mise', '.local/share/mise/installs/node/20.20.0', '.local/share/mise/installs/node/22'],
    ['Homebrew', 'homebrew/Cellar/node/20.20.0_1', 'homebrew/Cellar/node/26.1.0'],
  ])('%s', async (_, before, after) => {
    await install(before)
    expect(await runIn(before, 'adopt', 'dev')).toMatchObject({ code: 0, stdout: '' })
    const line = await processLine()
    expect(line).toBe(`${home.path}/.local/share/rolecall/rolecall process --profile dev`)
    await mkdir(dirname(join(home.path, after)), { recursive: true })
    await rename(join(home.path, before), join(home.path, after))
    const { starter } = { starter: line.split(' ')[0] ?? '' }
    expect(await asSdk(`${starter} --version`)).toMatchObject({ code: 0, stderr: '' })
  })

  test('another prefix of npm: the commands in PATH', async () => {
    await install('old')
    await runIn('old', 'adopt', 'dev')
    await rename(join(home.path, 'old'), join(home.path, 'new'))
    const starter = (await processLine()).split(' ')[0] ?? ''
    const PATH = `bin:${home.path}/new/bin:/usr/bin`
    expect(await asSdk(`${starter} --version`, { PATH })).toMatchObject({ code: 0, stderr: '' })
  })

  test('a package with its own Node: a native rolecall in PATH, and no node there', async () => {
    await install('old')
    await runIn('old', 'adopt', 'dev')
    await rm(join(home.path, 'old'), { recursive: true })
    const starter = (await processLine()).split(' ')[0] ?? ''
    // Any native program stands for the launcher. A script needs the node that is not there.
    await mkdir(join(home.path, 'package'))
    await cp('/bin/echo', join(home.path, 'package/rolecall'), { dereference: true })
    const script = await home.write('script/rolecall', '#!/usr/bin/env node\n')
    await chmod(script, 0o755)
    const PATH = `${dirname(script)}:${home.path}/package`
    expect(await asSdk(`${starter} started`, { PATH })).toMatchObject({
      code: 0,
      stdout: 'started\n',
      stderr: '',
    })
  })
})

describe('from npm to a package', () => {
  async function adoptedByNpm(): Promise<string> {
    await install('old')
    await runIn('old', 'adopt', 'dev')
    await rm(join(home.path, 'old'), { recursive: true })
    return (await processLine()).split(' ')[0] ?? ''
  }
  const moved = 'its credential_process runs rolecall where it was installed before, which is gone'

  test('in the folder of install.sh, which is in no PATH: nothing is broken', async () => {
    const starter = await adoptedByNpm()
    await mkdir(join(home.path, '.local/bin'), { recursive: true })
    // Any native program stands for the launcher.
    await cp('/bin/echo', join(home.path, '.local/bin/rolecall'), { dereference: true })
    const started = { code: 0, stdout: 'started\n', stderr: '' }
    expect(await asSdk(`${starter} started`)).toMatchObject(started)
    expect(await rolecall('list')).toMatchObject({ code: 0, stderr: '' })
  })

  test('without a launcher, as on macOS: its script needs no Node in PATH', async () => {
    const starter = await adoptedByNpm()
    const script = await home.write('package/bin/rolecall', '#!/bin/sh\necho started\n')
    const node = await home.write('package/lib/rolecall/node/bin/node', '')
    for (const file of [script, node]) await chmod(file, 0o755)
    const result = await asSdk(starter, { PATH: dirname(script) })
    expect(result).toMatchObject({ code: 0, stdout: 'started\n' })
  })

  test('in a folder that only the PATH of this terminal has: list, explain, doctor say so', async () => {
    await adoptedByNpm()
    await mkdir(join(home.path, 'package'))
    await cp('/bin/echo', join(home.path, 'package/rolecall'), { dereference: true })
    const env = { ...home.env, PATH: `${home.path}/package:/usr/bin:/bin` }
    const list = await run(['list'], { env })
    const effect = 'rolecall: only SDKs with the PATH of this terminal can use'
    expect(list.stderr).toBe(`${effect} one adopted profile; to repair it: rolecall adopt dev\n`)
    expect(list.stdout).toContain('which is gone')
    for (const command of [['explain', 'dev'], ['doctor']]) {
      const { stdout } = await run(command, { env })
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
        `only SDKs with the PATH of this terminal can use dev: ${moved}`,
      )
    }
    expect((await run(['list'], { env: { ...env, PATH: '/usr/bin:/bin' } })).stderr).toBe(
      'rolecall: SDKs cannot use one adopted profile; to repair it: rolecall adopt dev\n',
    )
    expect(await run(['adopt', 'dev'], { env })).toMatchObject({ code: 0 })
    expect(await run(['list'], { env })).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('rolecall is uninstalled without eject', () => {
  test('one sentence, exit 1, nothing on stdout; mended by adopt', async () => {
    await install('old')
    await runIn('old', 'adopt', 'dev')
    const line = await processLine()
    await rm(join(home.path, 'old'), { recursive: true })
    const result = await asSdk(line)
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(
      /^rolecall: a profile in the AWS config file runs rolecall, but rolecall is no longer installed\nhint: install rolecall again and run `rolecall adopt --all`; .*\n$/,
    )
    expect((await rolecall('list')).stdout).toContain('which is gone')
    expect(await rolecall('adopt', 'dev')).toMatchObject({ code: 0, stdout: '' })
    expect(await asSdk(`${line.split(' ')[0]} --version`)).toMatchObject({ code: 0, stderr: '' })
    expect(await rolecall('list')).toMatchObject({ code: 0, stderr: '' })
  })

  test.skipIf(!hasPythonModule('boto3'))('boto3 shows the sentence', async () => {
    await install('old')
    await runIn('old', 'adopt', 'dev')
    await rm(join(home.path, 'old'), { recursive: true })
    const code =
      "import boto3\ntry: boto3.Session(profile_name='dev').get_credentials()\nexcept Exception as e: print(e)"
    const { stdout } = await runCommand(pathOf('python3') ?? '', ['-c', code], {
      env: { ...home.env, PATH: '/usr/bin:/bin' },
    })
    expect(stdout).toContain('rolecall is no longer installed')
    expect(stdout).not.toContain('    at ')
  })
})

test('the starter: only the user may write or run it; never in the home of another user', async () => {
  await rolecall('adopt', 'dev')
  const starter = join(home.path, '.local/share/rolecall/rolecall')
  expect((await stat(starter)).mode & 0o777).toBe(0o700)
  expect((await stat(dirname(starter))).mode & 0o777).toBe(0o700)
  await rolecall('eject', 'dev')
  await rm(dirname(starter), { recursive: true })
  await chmod(join(home.path, '.local/share'), 0o500)
  await rolecall('adopt', 'dev', '--dry-run')
  await expect(stat(starter)).rejects.toThrow('ENOENT')
})

describe('a line whose program is gone', () => {
  const GONE = '/opt/gone/bin/node /opt/gone/lib/node_modules/rolecall/bin/rolecall.js'
  const dead = (mark: string): string =>
    `[profile dev]\n${mark}credential_process = ${GONE} process --profile dev --duration 2h\nrolecall_${ROLE}\nrolecall_source_profile = base\n`

  test.each([
    ['adopted', '# adopted by rolecall; "rolecall eject" undoes this\n', 'dev'],
    ['by hand', '', 'dev'],
    ['all', '', '--all'],
  ])('%s: list marks it, use and explain say so, adopt mends it', async (_, mark, selection) => {
    await home.write('.aws/config', dead(mark))
    const fault = 'its credential_process runs /opt/gone/bin/node, which is gone'
    const list = await rolecall('list')
    expect(list).toMatchObject({
      code: 0,
      stderr: 'rolecall: SDKs cannot use one adopted profile; to repair it: rolecall adopt dev\n',
    })
    expect(list.stdout).toContain(fault)
    expect((await rolecall('list', '--json')).stdout).toContain(`"sdkFault":"${fault}"`)
    expect((await rolecall('explain', 'dev')).stdout).toContain(
      `note: SDKs cannot use dev: ${fault}; to repair it: rolecall adopt dev`,
    )
    const adopt = await rolecall('adopt', selection)
    expect(adopt).toMatchObject({ code: 0, stdout: '' })
    expect(adopt.stderr).toContain('rolecall: repaired, so that SDKs find rolecall again: dev\n')
    expect(await text()).toBe(
      dead(mark).replace(GONE, `${home.path}/.local/share/rolecall/rolecall`),
    )
    expect(await rolecall('adopt', 'dev')).toMatchObject({ code: 0 })
  })

  test('an adopted line that the next upgrade would break is written again, one by name is not', async () => {
    await home.write(
      '.aws/config',
      dead('# adopted by rolecall; "rolecall eject" undoes this\n').replace(
        GONE,
        `${process.execPath} ${PROJECT}bin/rolecall.js`,
      ),
    )
    expect((await rolecall('adopt', 'dev')).stderr).toContain('repaired')
    expect(await processLine()).toMatch(/^\S+\/\.local\/share\/rolecall\/rolecall process/)
    await rolecall('adopt', 'dev', '--by-name')
    expect(await processLine()).toBe('rolecall process --profile dev --duration 2h')
    expect((await rolecall('adopt', '--all')).stderr).toContain('already adopted')
    expect(await processLine()).toBe('rolecall process --profile dev --duration 2h')
  })
})

describe('what works is not broken: left alone with all, an error if named', () => {
  test.each([
    [
      'role and another tool',
      `${DEV}credential_process = other-tool\n`,
      'has both role_arn and credential_process, and SDKs disagree',
    ],
    [
      'role without source, and another tool',
      `[profile dev]\n${ROLE}\ncredential_process = other-tool\n`,
      'SDKs disagree',
    ],
    [
      'sign-in and another tool',
      '[profile dev]\nsso_start_url = https://a\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = a\ncredential_process = other-tool\n',
      'SDKs disagree',
    ],
    [
      'a loop',
      `${DEV.replace('= base', '= two')}[profile two]\n${ROLE}\nsource_profile = dev\n`,
      'source_profile loops: dev -> two -> dev',
    ],
    ['itself without keys', DEV.replace('= base', '= dev'), 'loops'],
    ['a missing source', DEV.replace('= base', '= nobody'), 'there is no profile nobody'],
    ['no source', `[profile dev]\n${ROLE}\n`, 'nothing to assume it with'],
    ['a bad ARN', DEV.replace('role/dev', 'user/dev'), 'is not the ARN of a role'],
    [
      'half of Identity Center',
      '[profile dev]\nsso_account_id = 222222222222\nsso_role_name = a\n',
      'sso_start_url is missing',
    ],
    [
      'another role by include',
      `[profile dev]\ncredential_process = other-tool\ninclude_profile = inc\n[profile inc]\n${ROLE}\nsource_profile = base\n`,
      'this would change the identity of profile',
    ],
    [
      'a role by include beside Identity Center',
      `[profile dev]\nsso_start_url = https://a\nsso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = a\ninclude_profile = inc\n[profile inc]\n${ROLE}\nsource_profile = base\n`,
      'this would change the identity of profile',
    ],
  ])('%s', async (_, before, reason) => {
    await home.write('.aws/config', before)
    const named = await rolecall('adopt', 'dev')
    expect(named).toMatchObject({ code: 1, stdout: '' })
    expect(named.stderr).toContain(reason)
    expect(await text()).toBe(before)
    const all = await rolecall('adopt', '--all')
    expect(all).toMatchObject({ code: 0, stdout: '' })
    if (!_.endsWith('tool') || _.startsWith('role')) expect(all.stderr).toContain('skipped (')
    expect(await text()).toContain(before.split('[profile inc]')[0]?.split('[profile two]')[0])
  })

  test('keys in the environment of the program that uses it are not needed to adopt', async () => {
    await home.write('.aws/config', `[profile dev]\n${ROLE}\ncredential_source = Environment\n`)
    expect(await rolecall('adopt', 'dev')).toMatchObject({ code: 0 })
  })
})

test('settings that come from include_profile are written into the profile, and ejected', async () => {
  const before = `[profile dev]\n${ROLE}\nsource_profile = base\ninclude_profile = common\n[profile common]\nregion = eu-west-1\noutput = json\nmfa_serial = 123456789\ninclude_profile = more\n[profile more]\nca_bundle = /ca.pem\nregion = us-east-1\nexternal_id = xy\n`
  await home.write('.aws/config', before)
  const { stderr } = await rolecall('adopt', 'dev')
  expect(stderr).toContain(
    'rolecall: dev has region, output, ca_bundle from include_profile, which SDKs ignore: added to it\n',
  )
  const adopted = await text()
  expect(adopted).toContain('\nregion = eu-west-1\n#')
  expect(adopted.match(/^(region|output|ca_bundle|external_id) = /gm)).toHaveLength(8)
  expect(await rolecall('eject', 'dev')).toMatchObject({ code: 0, stdout: '' })
  expect(await text()).toBe(before)
})

test('adopt names the original, the way back and the next step', async () => {
  expect(await rolecall('adopt', 'dev')).toEqual(
    expect.objectContaining({
      code: 0,
      stdout: '',
      stderr: `rolecall: adopted: dev
rolecall: the original is in ${config}.rolecall-backup; to undo this: rolecall eject dev
rolecall: to try it: aws sts get-caller-identity --profile dev
`,
    }),
  )
})

test('eject of a profile that is not adopted is an error; with all it is none', async () => {
  expect(await rolecall('eject', 'dev')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `rolecall: profile dev is not changed: rolecall did not adopt it
hint: \`rolecall eject --all\` ejects every profile that is adopted
`,
  })
  expect(await rolecall('eject', '--all')).toMatchObject({ code: 0, stdout: '' })
  expect(await text()).toBe(DEV)
})

test.each([
  'rolecall process --profile dev',
  '"/opt/my tools/rolecall" process --profile "dev"',
  "'/opt/my tools/rolecall' process --profile 'dev'",
  '/opt/my\\ tools/rolecall process --profile dev',
  '/opt/my" "tools/rolecall process --profile=dev',
  '/opt/"my tools"/role"call" process "--profile" \'d\'ev',
  'C:\\Users\\me\\rolecall.cmd process --profile dev',
  '"C:\\Program Files\\nodejs\\node.exe" C:\\x\\rolecall.js process --profile dev',
])('written by hand, recognised and ejected: %s', async (line) => {
  await home.write('.aws/config', `[profile dev]\ncredential_process = ${line}\nrolecall_${ROLE}\n`)
  expect(await rolecall('eject', 'dev')).toMatchObject({ code: 0, stdout: '' })
  expect(await text()).toBe(`[profile dev]\n${ROLE}\n`)
})

describe('a role without an MFA device, and a source with one', () => {
  const NOMFA = 'arn:aws:iam::222222222222:role/nomfa'

  test('unattended: assumed without a code, as the AWS CLI does, and never taken for MFA', async () => {
    await using scene = await startScene(
      `[profile nomfa]\nrole_arn = ${NOMFA}\nsource_profile = base\nregion = eu-west-1\n`,
    )
    expect(await scene.rolecall(['adopt', 'nomfa'])).toMatchObject({ code: 0 })
    const line = await scene.rolecall(['process', '--profile', 'nomfa'])
    expect(line).toMatchObject({ code: 0, stderr: '' })
    expect(await scene.rolecall(['process', '--profile', 'nomfa'])).toEqual({
      ...line,
      ms: expect.any(Number) as number,
    })
    expect(scene.sts.calls('AssumeRole')).toHaveLength(1)
    expect(scene.sts.calls('GetSessionToken')).toHaveLength(0)
    const { code, shown } = await scene.atTerminal(['whoami', 'nomfa'], 1)
    expect({ code, shown }).toMatchObject({ code: 0 })
    expect(scene.sts.calls('GetSessionToken')).toHaveLength(1)
  })

  test('a role that demands MFA still asks for it', async () => {
    await using scene = await startScene()
    const refused = await scene.rolecall(['process', '--profile', 'dev'])
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toContain('is needed, and there is no terminal to prompt on')
  })

  test.each(['mfa_serial =', 'rolecall_mfa_serial ='])('switched off by %s', async (off) => {
    await using scene = await startScene(
      `[profile nomfa]\nrole_arn = ${NOMFA}\nsource_profile = base\n${off}\n`,
    )
    const { stdout } = await scene.rolecall(['explain', 'nomfa'])
    expect(stdout).not.toContain(', MFA ')
    expect(stdout).toContain('rolecall would not prompt.')
    expect(await scene.atTerminal(['process', 'nomfa'], 0)).toMatchObject({ code: 0 })
  })
})
