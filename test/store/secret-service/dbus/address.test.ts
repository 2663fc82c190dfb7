import { expect, test } from 'vitest'
import { busSockets } from '../../../../src/store/secret-service/dbus/address.js'

const RUNTIME = { XDG_RUNTIME_DIR: '/run/user/7' }

test.each([
  ['unix:path=/run/user/1/bus', ['/run/user/1/bus']],
  ['unix:path=/run/bus,guid=0123', ['/run/bus']],
  ['unix:guid=0123,path=/run/bus', ['/run/bus']],
  ['unix:abstract=/tmp/dbus-Ab1,guid=01', ['\0/tmp/dbus-Ab1']],
  ['unix:path=/a%20b%2cc%3D', ['/a b,c=']],
  ['unix:path=/gr%c3%bc%C3%9Fe', ['/grüße']],
  ['unix:runtime=yes', ['/run/user/7/bus']],
  ['tcp:host=h,port=1;unix:path=/a;autolaunch:;unix:path=/b', ['/a', '/b']],
  ['unix:tmpdir=/tmp', []],
  ['disabled:', []],
])('%s', (address, sockets) => {
  expect(busSockets({ ...RUNTIME, DBUS_SESSION_BUS_ADDRESS: address })).toEqual(sockets)
})

test('without an address the sockets are those of the user bus', () => {
  expect(busSockets(RUNTIME)).toEqual(['/run/user/7/bus'])
  expect(busSockets({ ...RUNTIME, DBUS_SESSION_BUS_ADDRESS: '' })).toEqual(['/run/user/7/bus'])
  expect(busSockets({})).toEqual([])
})
