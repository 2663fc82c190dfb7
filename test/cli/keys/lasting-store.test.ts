import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forgetKeys, kernelReason } from '../../store/kernel/kernel.js'
import { startKeyScene, type KeyScene } from '../../support/key-scene.js'

/*
 * A secret that must survive a restart goes to the first store that does, if the one in use does
 * not, and the user did not ask for that one.
 */

const PROBE_FREE = { ROLECALL_KEY_FILE: '' }
const PASS = `#!/bin/sh
folder="$HOME/vault"
for name; do :; done
case "$1" in
  ls) ;;
  insert) mkdir -p "$folder/rolecall" && cat > "$folder/$name" ;;
  show) cat "$folder/$name" 2>/dev/null || { echo "Error: $name is not in the password store." >&2; exit 1; } ;;
  rm) rm -f "$folder/$name" ;;
esac
`

let scene: KeyScene
let keyFile: string
beforeEach(async () => {
  scene = await startKeyScene()
  keyFile = scene.env['ROLECALL_KEY_FILE'] ?? ''
  scene.env['ROLECALL_KEY_FILE'] = ''
})
afterEach(async () => {
  const sessions = (await scene.home.files()).flatMap(
    (file) => /sessions\/([0-9a-f]{64})\.json$/.exec(file)?.[1] ?? [],
  )
  if (!kernelReason) await forgetKeys(sessions)
  await scene[Symbol.asyncDispose]()
})

const add = (env: Record<string, string> = {}, ...flags: string[]) => {
  const stdin = `${scene.key.accessKeyId}\n${scene.key.secretAccessKey}\n`
  return scene.rolecall(['add', 'base', '--stdin', ...flags], { env, stdin })
}

async function installPass(): Promise<void> {
  await chmod(await scene.home.write('.bin/pass', PASS), 0o755)
}

const KERNEL = 'the Linux kernel keyring, where sessions are stored, loses a key at a restart'

describe.skipIf(kernelReason)(`where only the kernel keyring works ${kernelReason}`, () => {
  beforeEach(async () => {
    // From here on, rolecall remembers the kernel keyring.
    await rm(join(scene.home.path, '.bin', 'keyctl'))
    const { accessKeyId, secretAccessKey } = scene.key
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
    await scene.home.write('.aws/credentials', `[other]\n${keys}`)
    // Without a message, as docs/ci.md says.
    expect(await scene.rolecall(['env', 'other'])).toMatchObject({ code: 0, stderr: '' })
    const { stdout } = await scene.rolecall(['store', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ store: 'kernel' })
  })

  test('a key goes to encrypted files, if there is a key for them', async () => {
    const env = { ROLECALL_KEY_FILE: keyFile }
    const { code, stderr } = await add(env)
    expect(code).toBe(0)
    expect(stderr).toContain(`rolecall: ${KERNEL}: the key goes to encrypted files\n`)
    expect(stderr).toContain('stored the key of base in encrypted files')
    expect(await scene.rolecall(['process', 'base'], { env })).toMatchObject({ code: 0 })
  })

  test('a key goes to pass, if that works', async () => {
    await installPass()
    const { code, stderr } = await add(PROBE_FREE)
    expect(code).toBe(0)
    expect(stderr).toContain(`rolecall: ${KERNEL}: the key goes to pass\n`)
    expect(await scene.rolecall(['process', 'base'])).toMatchObject({ code: 0 })
    expect((await scene.rolecall(['keys'])).stdout).toMatch(/ pass\n$/)
  })

  test('import does the same', async () => {
    const env = { ROLECALL_KEY_FILE: keyFile }
    const words = ['import', '--from', 'credentials', '--yes']
    const { code, stderr } = await scene.rolecall(words, { env })
    expect(code).toBe(0)
    expect(stderr).toContain(`rolecall: ${KERNEL}: the key goes to encrypted files\n`)
  })

  test('a seed does the same', async () => {
    const env = { ROLECALL_KEY_FILE: keyFile }
    const stdin = scene.sts.model.users[0]?.mfaDevices[0]?.seed ?? ''
    await scene.configure(`[profile other]\nmfa_serial = ${scene.serial}\n`)
    const words = ['mfa', 'import', 'other', '--stdin', '--no-verify']
    const { code, stderr } = await scene.rolecall(words, { env, stdin })
    expect(code).toBe(0)
    expect(stderr).toContain('loses a seed at a restart: the seed goes to encrypted files\n')
  })

  test('a store that the user has named is an error, not replaced', async () => {
    await installPass()
    const message = 'rolecall: a key cannot be stored in the Linux kernel keyring: it must survive'
    const named = await add({ ROLECALL_KEY_FILE: keyFile }, '--store', 'kernel')
    expect(named).toMatchObject({ code: 5, stdout: '' })
    expect(named.stderr).toContain(message)
    const byVariable = await add({ ROLECALL_STORE: 'kernel' })
    expect(byVariable).toMatchObject({ code: 5, stdout: '' })
    await scene.rolecall(['store', 'kernel'])
    const bySetting = await add()
    expect(bySetting).toMatchObject({ code: 5, stdout: '' })
    expect(bySetting.stderr).toContain(message)
  })

  test('without any other store, the error says what to do', async () => {
    const { code, stderr } = await add()
    expect(code).toBe(5)
    expect(stderr).toMatch(/it must survive a restart\nhint: .*rolecall store file\n$/)
  })
})

test('a key goes to pass, if no store for sessions works', async () => {
  await installPass()
  const { code, stderr } = await add()
  expect(code).toBe(0)
  expect(stderr).toMatch(/rolecall: the keychain cannot be reached: .*: the key goes to pass\n/)
})
