import type * as Own from '../../../src/store/secret-service/dbus/unmarshal.js'
import { host } from '../host.js'

/** The inverse of `marshal`. */
export const unmarshal: typeof Own.unmarshal = (signature, data, littleEndian) =>
  host.unmarshal(signature, data, littleEndian)

/** Reads four bytes, which must be there, as an unsigned number. */
export const uint32At: typeof Own.uint32At = (data, at, littleEndian) =>
  new DataView(data.buffer, data.byteOffset).getUint32(at, littleEndian)
