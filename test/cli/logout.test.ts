import { chmod, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEV, startScene, type Scene } from '../support/scene.js'
import { runInTerminal } from '../support/terminal.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(
    `[profile twin]\nrole_arn = ${DEV}\nsource_profile = base\nregion = eu-west-1\n`,
  )
  expect(await scene.atTerminal(['login', 'dev'])).toMatchObject({ code: 0 })
})
afterAll(() => scene[Symbol.asyncDispose]())

test('a session that two profiles share is forgotten by either name', async () => {
  const kept = ['process', 'twin', '--no-input']
  const before = scene.sts.requests.length
  expect((await scene.rolecall(kept)).code).toBe(0)
  expect(scene.sts.requests).toHaveLength(before)
  expect(await scene.rolecall(['logout', 'twin'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'rolecall: removed 1 cached session\n',
  })
  expect((await scene.rolecall(['status', '--json'])).stdout).toMatch(/"sessions":\[\{"[^[]*\}\]\}/)
  expect((await scene.rolecall(kept)).code).toBe(0)
  expect(scene.sts.requests).toHaveLength(before + 1)
})

test('a misspelt name is an error with a suggestion', async () => {
  expect(await scene.rolecall(['logout', '--profile', 'dve'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      'rolecall: there is no profile dve, and no cached session of that name\nhint: did you mean dev?\n',
  })
})

test('an existing profile without a session gets no suggestion', async () => {
  await scene.home.write('.aws/credentials', '[x]\naws_access_key_id = a\n')
  expect((await scene.rolecall(['logout', 'admin'])).stderr).toBe(
    'rolecall: nothing to do: no cached session for admin\n',
  )
})

test('sessions of a deleted profile are found by its name', async () => {
  await scene.configure('')
  expect(await scene.rolecall(['logout', 'nobody'])).toMatchObject({
    code: 1,
    stderr:
      'rolecall: there is no profile nobody, and no cached session of that name\nhint: `rolecall status` lists the sessions\n',
  })
  expect((await scene.rolecall(['logout', 'base'])).stderr).toBe(
    'rolecall: removed 1 cached session\n',
  )
})

describe('sessions of a store that is not in use now', () => {
  const NO_MFA = `[profile role]
role_arn = arn:aws:iam::222222222222:role/nomfa
source_profile = keys
region = eu-west-1
`
  /** A `pass` that keeps its items in a folder, and fails while `$HOME/refuses` exists. */
  const PASS = `#!/bin/sh
test -e "$HOME/refuses" && { echo "pass is out of order" >&2; exit 1; }
item="$HOME/vault/$(eval echo "\\\${$#}")"
case "$1" in
  insert) mkdir -p "$HOME/vault/rolecall" && cat >"$item" ;;
  show) test -e "$item" && cat "$item" || { echo "Error: it is not in the password store." >&2; exit 1; } ;;
  rm) rm -f "$item" ;;
  *) ls "$HOME/vault" 2>/dev/null; exit 0 ;;
esac
`
  let home: Scene
  beforeAll(async () => {
    home = await startScene()
    const { accessKeyId, secretAccessKey } = home.key
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
    await home.home.write('.aws/credentials', `[keys]\n${keys}`)
    await home.configure(NO_MFA)
    await chmod(await home.home.write('.bin/pass', PASS), 0o755)
  })
  afterAll(() => home[Symbol.asyncDispose]())

  const items = async (): Promise<string[]> =>
    (await home.home.files()).filter((name) => /\/vault\/|\.sealed$/.test(name))

  test.each([['role'], ['--all']])('logout %s removes them everywhere', async (which) => {
    await home.rolecall(['process', 'role', '--store', 'pass'])
    await home.rolecall(['process', 'role', '--store', 'file', '--refresh'])
    expect(await items()).not.toEqual([])
    expect(await home.rolecall(['logout', which, '--store', 'none'])).toMatchObject({
      code: 0,
      stderr: 'rolecall: removed 1 cached session\n',
    })
    expect(await items()).toEqual([])
  })

  test('logout names the store that it cannot reach, and finds the session there later', async () => {
    await home.rolecall(['process', 'role', '--store', 'pass'])
    const refuses = await home.home.write('refuses', '')
    await home.rolecall(['process', 'role', '--store', 'file', '--refresh'])
    const partial = await home.rolecall(['logout', '--all'])
    expect(partial).toMatchObject({ code: 5, stdout: '' })
    expect(partial.stderr).toMatch(/^rolecall: 1 cached session stayed in pass: .+\nhint: .+\n$/)
    expect((await items()).some((name) => name.endsWith('.sealed'))).toBe(false)
    await rm(refuses)
    expect(await home.rolecall(['logout', '--all'])).toMatchObject({
      code: 0,
      stderr: 'rolecall: removed 1 cached session\n',
    })
    expect(await items()).toEqual([])
  })

  test('store none says what it would forget, and needs a person or --yes', async () => {
    await home.rolecall(['process', 'role'])
    expect(await home.rolecall(['store', 'none'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'rolecall: rolecall store none would delete 1 session\n' +
        'hint: to do that without a prompt: rolecall store none --yes\n',
    })
    expect(await items()).toHaveLength(1)
    using terminal = runInTerminal('rolecall', ['store', 'none'], {
      env: { ...home.env, NO_COLOR: '1' },
    })
    await terminal.waitFor(/Forget 1 session\? \(y\/N\)/)
    terminal.send('\r')
    expect((await terminal.exit).code).toBe(130)
    expect(terminal.transcript).toContain('nothing was changed')
    expect(await items()).toHaveLength(1)
    expect(await home.rolecall(['store', 'none', '--yes'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/rolecall: forgot 1 session\n$/) as string,
    })
    expect(await items()).toEqual([])
  })
})

test('a session behind a command is forgotten by the name of either profile', async () => {
  const { accessKeyId, secretAccessKey } = scene.key
  const keys = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }
  await scene.home.write('keys.json', JSON.stringify(keys))
  const role = 'role_arn = arn:aws:iam::222222222222:role/nomfa\nsource_profile = tool\n'
  await scene.configure(
    `[profile one]\n${role}[profile two]\n${role}[profile tool]\ncredential_process = cat $HOME/keys.json\n`,
  )
  expect(await scene.rolecall(['process', 'one'])).toMatchObject({ code: 0, stderr: '' })
  expect((await scene.rolecall(['logout', 'two'])).stderr).toBe(
    'rolecall: removed 1 cached session\n',
  )
})
