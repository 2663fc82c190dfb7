import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tempHome, type TempHome } from '../support/home.js'
import { PROGRAM } from '../support/run.js'
import { BUILD_TIMEOUT_MS, buildLauncher, launcherAvailable, launcherReason } from './built.js'

/** Linux gives a quarter of the stack to arguments and environment: 1 MiB. */
const STACK_KIB = 4096
/** Each fits, but not both: 1,000,000 bytes and 100,000. */
const WORDS = Array.from({ length: 10 }, () => 'w'.repeat(100_000))
const TOKEN = 't'.repeat(100_000)

const PRINTED = JSON.stringify({
  ...{ Version: 1, AccessKeyId: 'AKIAQNZGKIQY56JQ7WML', SecretAccessKey: 'abcdefgh' },
  SessionToken: TOKEN,
})

describe.skipIf(!launcherAvailable)(
  `a command line that the credentials make too long ${launcherReason}`,
  () => {
    let launcher: string
    let home: TempHome

    beforeAll(async () => {
      launcher = buildLauncher()
      home = await tempHome({
        config: '[profile dev]\ncredential_process = echo ran >> ~/ran; cat ~/printed.json\n',
      })
      await home.write('printed.json', PRINTED)
    }, BUILD_TIMEOUT_MS)

    afterAll(() => home.remove())

    test('is reported as by the program, and no command of the user runs twice', async () => {
      const run = async (...start: string[]) => {
        const ran = await home.write('ran', '')
        const words = [...start, 'exec', 'dev', '--', '/bin/true', ...WORDS]
        const args = ['-c', `ulimit -s ${STACK_KIB} && exec "$@"`, 'sh', ...words]
        const env = { HOME: home.path, PATH: '/usr/bin:/bin', ROLECALL_STORE: 'none' }
        const { status, stdout, stderr } = spawnSync('/bin/sh', args, { env, encoding: 'utf8' })
        return { status, stdout, stderr, runs: readFileSync(ran, 'utf8') }
      }
      const ours = await run(launcher)
      expect(ours).toEqual(await run(process.execPath, PROGRAM))
      expect(ours).toMatchObject({ status: 126, runs: 'ran\n' })
      expect(ours.stderr).toContain('the arguments and the environment are too long')
    })
  },
)
