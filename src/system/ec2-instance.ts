import { readFileSync } from 'node:fs'

/** What the firmware of an instance says: the first three on Nitro, the last on Xen. */
const FIRMWARE_FILES = [
  '/sys/class/dmi/id/sys_vendor',
  '/sys/class/dmi/id/bios_vendor',
  '/sys/class/dmi/id/bios_version',
  '/sys/hypervisor/uuid',
]

/**
 * True if the firmware says that this is an EC2 instance. Nothing is asked over the network. Only
 * Linux shows this without another program.
 */
export function hasInstanceFirmware(): boolean {
  return FIRMWARE_FILES.some((path) => {
    try {
      return /amazon|^ec2/i.test(readFileSync(path, 'utf8'))
    } catch {
      return false
    }
  })
}
