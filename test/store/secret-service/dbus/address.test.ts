import { expect, test } from 'vitest'
import { busAddresses } from '../../../../src/store/secret-service/dbus/address.js'

const RUNTIME = { XDG_RUNTIME_DIR: '/run/user/7' }

test.each([
  ['unix:path=/run/user/1/bus', [['/run/user/1/bus', undefined]]],
  ['unix:path=/run/bus,guid=0123', [['/run/bus', '0123']]],
  ['unix:guid=0123,path=/run/bus', [['/run/bus', '0123']]],
  ['unix:abstract=/tmp/dbus-Ab1,guid=01', [['\0/tmp/dbus-Ab1', '01']]],
  ['unix:path=/a%20b%2cc%3D', [['/a b,c=', undefined]]],
  ['unix:path=/gr%c3%bc%C3%9Fe', [['/grüße', undefined]]],
  ['unix:runtime=yes', [['/run/user/7/bus', undefined]]],
  [
    'tcp:host=h,port=1;unix:path=/a,guid=02;autolaunch:;unix:path=/b',
    [
      ['/a', '02'],
      ['/b', undefined],
    ],
  ],
  ['unix:tmpdir=/tmp', []],
  ['disabled:', []],
])('%s', (address, expected) => {
  const found = busAddresses({ ...RUNTIME, DBUS_SESSION_BUS_ADDRESS: address })
  expect(found.map(({ socket, guid }) => [socket, guid])).toEqual(expected)
})

test('without an address the sockets are those of the user bus', () => {
  const userBus = [{ socket: '/run/user/7/bus', guid: undefined }]
  expect(busAddresses(RUNTIME)).toEqual(userBus)
  expect(busAddresses({ ...RUNTIME, DBUS_SESSION_BUS_ADDRESS: '' })).toEqual(userBus)
  expect(busAddresses({})).toEqual([])
})
