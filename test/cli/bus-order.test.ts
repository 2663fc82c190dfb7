import { describe, expect, test } from 'vitest'
import { recordBus } from '../support/bus-recorder.js'
import { keychainAvailable, keychainReason, startKeychain } from '../support/keychain.js'
import { isOtherProgram } from '../support/run.js'
import { startScene } from '../support/scene.js'

describe.skipIf(!keychainAvailable)(`the calls on the bus ${keychainReason}`, () => {
  test('of a write, a hit, a miss and a logout never begin with OpenSession', async () => {
    await using keychain = await startKeychain()
    await using bus = await recordBus(keychain)
    await using scene = await startScene()
    const env = { ...bus.env, ROLECALL_KEY_FILE: '', ROLECALL_STORE: 'keychain' }
    const connectionsOf = async (...args: string[]): Promise<[code: unknown, string[][]]> => {
      bus.connections.length = 0
      const { code } = await scene.rolecall(args, { env })
      return [code, [...bus.connections]]
    }

    // A miss that needs a code, and rolecall cannot prompt.
    const [missed, ofMiss] = await connectionsOf('process', 'dev')
    expect(missed).toBe(4)
    // The launcher connects ahead of need, then becomes the program.
    expect(ofMiss).toHaveLength(isOtherProgram ? 2 : 1)
    expect(ofMiss.flat()).toContain('SearchItems')
    expect(ofMiss.map(([first]) => first)).not.toContain('OpenSession')

    const code = scene.sts.freshCode(scene.serial)
    const [status, ofLogin] = await connectionsOf('login', 'dev', '--mfa-code', code)
    expect(status).toBe(0)
    expect(ofLogin).toHaveLength(isOtherProgram ? 2 : 1)
    const login = ofLogin.at(-1) ?? []
    // The search is sent just before, and may be answered in between.
    const before = login.slice(0, login.indexOf('OpenSession'))
    expect(before.filter((each) => !/^<?SearchItems$/.test(each)).at(-1)).toBe('<Get')

    const [hit, ofHit] = await connectionsOf('process', 'dev')
    expect(hit).toBe(0)
    const search = ['SearchItems', '<SearchItems']
    const session = ['OpenSession', '<OpenSession']
    const secret = ['GetSecret', '<GetSecret']
    if (isOtherProgram) {
      // The launcher knows the service already: it searches and opens the session at once.
      const [calls = []] = ofHit
      expect(calls[0]).toBe('ReadAlias')
      expect(calls.slice(1, -2).sort()).toEqual(['<ReadAlias', ...search, ...session].sort())
      expect(calls.slice(-2)).toEqual(secret)
      expect(ofHit).toHaveLength(1)
    } else {
      expect(ofHit).toEqual([[...search, ...session, ...secret]])
    }

    const [left, logout] = await connectionsOf('logout', '--all')
    expect(left).toBe(0)
    expect(logout.flat()).toContain('<Delete')
    expect(logout.flat()).not.toContain('OpenSession')

    // No connection has ever more than its first call open when a session is opened.
    expect([login, ...logout].every(([first]) => first !== 'OpenSession')).toBe(true)
  })

  test('of the other commands open no session', async () => {
    await using keychain = await startKeychain()
    await using bus = await recordBus(keychain)
    await using scene = await startScene()
    const env = { ...bus.env, ROLECALL_KEY_FILE: '' }
    for (const args of [['store'], ['status'], ['list'], ['explain', 'dev'], ['store', 'auto']]) {
      expect(await scene.rolecall(args, { env })).toMatchObject({ code: 0 })
    }
    expect(bus.connections.flat()).not.toContain('OpenSession')
    expect(bus.connections.flat()).not.toEqual([])
  })
})
