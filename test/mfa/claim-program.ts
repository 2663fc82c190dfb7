import { claimCode } from '../../src/mfa/used-codes.js'
import { realHost } from '../../src/system/host.js'

/** Usage: node THIS START CODES: claims each code from START on, and prints those that it got. */
const [start = '0', codes = '0'] = process.argv.slice(2)
const host = realHost()
// All processes begin in the same millisecond: they compete for each code.
while (Date.now() < Number(start));
for (let code = 0; code < Number(codes); code++) {
  const text = String(code).padStart(6, '0')
  if (await claimCode('arn:aws:iam::111111111111:mfa/alice', text, host)) console.log(text)
}
