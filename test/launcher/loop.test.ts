import { beforeEach, expect, test, vi } from 'vitest'

/*
 * The loop of the launcher, with a host whose sockets the test decides. A loop that waits for
 * something that nobody awaits would hang for ever.
 */

const SOCKET = 7

let readable: number[]
let waits: number[]
beforeEach(() => {
  readable = []
  waits = []
  vi.resetModules()
  vi.stubGlobal('__host', {
    monotonicMs: () => 0,
    connect: () => SOCKET,
    read: () => new ArrayBuffer(1),
    poll(_sockets: number[], waitMs: number) {
      waits.push(waitMs)
      return readable
    },
  })
  return () => vi.unstubAllGlobals()
})

test('a socket is waited for only while somebody awaits its data', async () => {
  const { turn } = await import('../../launcher/js/loop.js')
  const { connect } = await import('../../launcher/js/net.js')
  const received: unknown[] = []
  const socket = connect({ path: '/bus' }).on('data', (data) => received.push(data))
  expect([turn(), turn()]).toEqual([true, true])
  expect(waits).toEqual([0, -1])

  socket.unref()
  expect(turn()).toBe(false)
  expect(waits).toHaveLength(2)

  socket.ref()
  readable = [SOCKET]
  expect(turn()).toBe(true)
  expect(received).toHaveLength(1)
})

test('what was put off until now is run, although nothing else is awaited', async () => {
  const { startImmediate, turn } = await import('../../launcher/js/loop.js')
  const run: string[] = []
  startImmediate(() => run.push('one'))
  startImmediate(() => run.push('other'))
  expect([turn(), turn(), turn()]).toEqual([true, true, false])
  expect(run).toEqual(['one', 'other'])
  expect(waits).toEqual([0, 0])
})

test('a timer is waited for beside a socket that nobody awaits', async () => {
  const { startTimer, turn, watch } = await import('../../launcher/js/loop.js')
  const fired = vi.fn()
  watch(
    SOCKET,
    () => undefined,
    () => false,
  )
  expect(turn()).toBe(false)
  startTimer(fired)
  expect([turn(), turn()]).toEqual([true, false])
  expect(fired).toHaveBeenCalledOnce()
})
