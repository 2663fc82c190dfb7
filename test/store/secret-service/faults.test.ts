import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { SecretServiceOptions } from '../../../src/store/secret-service/store.js'
import { secretService } from '../../../src/store/secret-service/store.js'
import { startKeychain } from '../../support/keychain.js'
import { buildProgram } from '../../system/built.js'
import { fakeBus, type Answer } from './fake-bus.js'

const program = await buildProgram(join(import.meta.dirname, '../programs/use-keychain.mts'))
afterAll(() => program.remove())

/** Milliseconds, for those who are to wait in vain. */
const SHORT = { timeoutMs: 300 }
const DIALOG_LIMIT = 500
/** Distinguishes a process that hangs from one that a busy machine delays. */
const PATIENCE = 10_000

interface Outcome {
  value?: string
  fault?: string
  message?: string
}

/** @returns what a real process reports that then ends by itself, long before it would be killed */
async function use(
  act: 'read' | 'write' | 'remove' | 'probe',
  env: Record<string, string>,
  options: Partial<SecretServiceOptions> = {},
): Promise<Outcome> {
  const settings = {
    mayPrompt: false,
    timeoutMs: PATIENCE / 2,
    dialogTimeoutMs: DIALOG_LIMIT,
    ...options,
  }
  const child = spawn(process.execPath, [program.path, act, JSON.stringify(settings)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  expect(await once(child, 'close')).toEqual([0, null])
  return JSON.parse(text) as Outcome
}

describe('no bus', () => {
  test.each([
    ['no address at all', {}],
    ['an address without a socket', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }],
    ['an address that is a file', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/etc/passwd' }],
    ['a transport that is not ours', { DBUS_SESSION_BUS_ADDRESS: 'tcp:host=localhost,port=1' }],
    ['a runtime folder without a bus', { XDG_RUNTIME_DIR: '/nonexistent' }],
  ])('%s: unreachable', async (_what, env) => {
    expect(await use('read', env)).toMatchObject({ fault: 'unreachable' })
  })
})

describe('a socket that is not a bus', () => {
  test('accepts and never replies: timeout', async () => {
    await using bus = await fakeBus({ greet: () => undefined })
    expect(await use('read', bus.env, SHORT)).toEqual({
      fault: 'timeout',
      message: 'the keychain did not respond within 0.3 s',
    })
  })

  test('logs on, then never replies: timeout', async () => {
    await using bus = await fakeBus({ answer: () => undefined })
    expect(await use('write', bus.env, SHORT)).toMatchObject({ fault: 'timeout' })
  })

  test.each([
    ['hangs up at once', '', 'unreachable'],
    ['refuses the log-on', 'REJECTED EXTERNAL\r\n', 'unreachable'],
    ['speaks another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'unreachable'],
    ['never ends its first line', 'x'.repeat(10_000), 'damaged'],
    ['sends no message', 'OK 00\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'damaged'],
    ['repeats its challenge', 'DATA\r\n'.repeat(2000), 'damaged'],
    ['promises 4 GiB', `OK 00\r\nl\x02\x01\x01${'\xff'.repeat(12)}`, 'damaged'],
    [
      'breaks its own lengths',
      `OK 00\r\nl\x02\x01\x01${'\0'.repeat(8)}\x08\0\0\0${'\xff'.repeat(8)}`,
      'damaged',
    ],
  ])('%s', async (_what, words, fault) => {
    await using bus = await fakeBus({ greet: (socket) => void socket.end(words, 'latin1') })
    expect(await use('read', bus.env)).toMatchObject({ fault })
  })

  test('is skipped for the next address', async () => {
    await using keychain = await startKeychain()
    const { DBUS_SESSION_BUS_ADDRESS: good } = keychain.env
    const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=/nonexistent;${good}` }
    expect(await use('probe', env)).not.toHaveProperty('fault')
  })
})

describe('a keychain', () => {
  test('that is not on the bus: absent', async () => {
    await using keychain = await startKeychain()
    await keychain.stop()
    expect(await use('read', keychain.env)).toMatchObject({ fault: 'absent' })
  })

  test('that is stopped: timeout', async () => {
    await using keychain = await startKeychain()
    process.kill(keychain.pids.service, 'SIGSTOP')
    expect(await use('read', keychain.env, SHORT)).toMatchObject({ fault: 'timeout' })
  })

  test.each([
    ['service', 'absent'],
    ['bus', 'unreachable'],
  ] as const)('whose %s ends during a call: %s', async (victim, fault) => {
    await using keychain = await startKeychain()
    process.kill(keychain.pids.service, 'SIGSTOP')
    const outcome = use('read', keychain.env)
    await sleep(300)
    process.kill(keychain.pids[victim], 'SIGKILL')
    expect(await outcome).toMatchObject({ fault })
  })

  test('that is locked, without permission to prompt: locked, except for missing items', async () => {
    await using keychain = await startKeychain()
    await use('write', keychain.env)
    await keychain.lock()
    for (const act of ['read', 'write', 'remove', 'probe'] as const) {
      const { fault } = await use(act, keychain.env)
      expect([act, fault]).toEqual([act, 'locked'])
    }
  })

  test.each([
    ['never answers', 'silent', 'timeout'],
    ['cannot be shown', 'none', 'locked'],
  ] as const)('that is locked, with a dialog that %s', async (_what, prompter, expected) => {
    await using keychain = await startKeychain({ prompter })
    await use('write', keychain.env)
    await keychain.lock()
    const outcome = await use('read', keychain.env, { mayPrompt: true })
    expect(outcome).toMatchObject({ fault: expected })
  })

  test('that comes back is found again by the same process', async () => {
    await using first = await startKeychain()
    const env: Record<string, string> = { ...first.env }
    const store = secretService({ env, mayPrompt: false })
    await store.write('k', 'one', { label: 'a label' })
    process.kill(first.pids.bus, 'SIGKILL')
    await expect(store.read('k')).rejects.toMatchObject({ name: 'StoreError' })
    await using second = await startKeychain()
    Object.assign(env, second.env)
    await store.write('k', 'two', { label: 'a label' })
    expect(await store.read('k')).toBe('two')
    store.close()
  })
})

describe('a foreign service under the name of the keychain', () => {
  const answers =
    (given: Record<string, ReturnType<Answer>>): Answer =>
    ({ member = '' }) =>
      given[member]

  test('with many items that are slow to delete: one time limit for all', async () => {
    const items = Array.from({ length: 200 }, (_, n) => `/item/${n}`)
    const answer: Answer = async ({ member }) => {
      if (member === 'SearchItems') return ['aoao', [items, []]]
      if (member === 'OpenSession') return ['vo', [{ signature: 's', value: '' }, '/session/1']]
      await sleep(150)
      return ['o', ['/']]
    }
    await using bus = await fakeBus({ answer })
    expect(await use('remove', bus.env)).toEqual({})
  })

  test('that replies with other types, or with too much: damaged', async () => {
    const strange = answers({ SearchItems: ['s', ['/item/1']] })
    await using liar = await fakeBus({ answer: strange })
    expect(await use('read', liar.env)).toMatchObject({ fault: 'damaged' })

    const items = Array.from({ length: 20_000 }, (_, n) => `/item/${n}`)
    await using talker = await fakeBus({ answer: answers({ SearchItems: ['aoao', [items, []]] }) })
    expect(await use('read', talker.env)).toMatchObject({ fault: 'damaged' })
  })
})

describe('the unlock dialog', () => {
  const ITEM = '/org/freedesktop/secrets/collection/login/1'
  const PROMPT = '/org/freedesktop/secrets/prompt/1'

  /**
   * A locked keychain; `answered` is the user's reaction to its dialog; undefined if there is none.
   */
  const locked =
    (answered: 'unlocked' | 'dismissed' | undefined): Answer =>
    ({ member }, client) => {
      switch (member) {
        case 'OpenSession':
          return ['vo', [{ signature: 's', value: '' }, '/session/1']]
        case 'SearchItems':
          return ['aoao', [[], [ITEM]]]
        case 'Unlock':
          return ['aoo', [[], PROMPT]]
        case 'GetSecret':
          return [
            '(oayays)',
            [['/session/1', Buffer.alloc(0), Buffer.from('a secret'), 'text/plain']],
          ]
        case 'Prompt': {
          const result: [
            string,
            string,
            string,
            string,
            [boolean, { signature: string; value: string[] }],
          ] = [
            PROMPT,
            'org.freedesktop.Secret.Prompt',
            'Completed',
            'bv',
            [answered === 'dismissed', { signature: 'ao', value: [ITEM] }],
          ]
          // Later than the time that any other call may take.
          if (answered) setTimeout(() => client.signal(...result), SHORT.timeoutMs + 100)
          return ['', []]
        }
        default:
          return ['', []]
      }
    }

  test('may take longer than a call, and then the secret is read', async () => {
    await using bus = await fakeBus({ answer: locked('unlocked') })
    const options = { ...SHORT, mayPrompt: true, dialogTimeoutMs: 5000 }
    expect(await use('read', bus.env, options)).toEqual({ value: 'a secret' })
  })

  test('dismissed: locked', async () => {
    await using bus = await fakeBus({ answer: locked('dismissed') })
    const outcome = await use('read', bus.env, { mayPrompt: true, dialogTimeoutMs: 5000 })
    expect(outcome).toMatchObject({ fault: 'locked', message: 'the keychain is locked' })
  })

  test('ignored: timeout', async () => {
    await using bus = await fakeBus({ answer: locked(undefined) })
    const outcome = await use('read', bus.env, { mayPrompt: true })
    expect(outcome).toMatchObject({ fault: 'timeout' })
  })

  test('is not shown without permission to prompt', async () => {
    let shown = false
    const answer: Answer = (call, client) => {
      shown ||= call.member === 'Prompt' || call.member === 'Unlock'
      return locked('unlocked')(call, client)
    }
    await using bus = await fakeBus({ answer })
    expect(await use('read', bus.env)).toMatchObject({ fault: 'locked' })
    expect(shown).toBe(false)
  })
})
