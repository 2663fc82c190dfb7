import type * as Own from '../../../src/store/secret-service/dbus/marshal.js'
import { host } from '../host.js'

/** Encodes values in D-Bus's wire format. */
export const marshal: typeof Own.marshal = (signature, values) =>
  new Uint8Array(host.marshal(signature, values))
