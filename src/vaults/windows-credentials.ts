import { once } from '../core/once.js'
import { base64Bytes, base64Text, utf16Bytes, utf8Text } from '../system/bytes.js'
import { findProgram } from '../system/process/path/find-program.js'
import { runCaptured } from '../system/process/run-captured.js'
import { StoreError } from '../store/store.js'
import type { VaultLayout, Vault, VaultHost } from './vault.js'

/** Milliseconds. PowerShell starts slowly, and compiles the script's C#. */
const TIMEOUT_MS = 30_000

/**
 * The backend `wincred`: generic credentials of the Windows Credential Manager, read by Windows'
 * own PowerShell. The addon of the store must not be used: an entry with a target (`withTarget`,
 * version 2.1.2) empties the credential that it names as soon as it is constructed.
 */
export function windowsCredentials(
  { wincred: { prefix } }: VaultLayout,
  { env }: VaultHost,
): Vault {
  const credentials = once(async () => {
    const program = findProgram('powershell.exe', { env })
    if (program === undefined) throw new StoreError('absent', 'only Windows has this store')
    const script = base64Text(utf16Bytes(scriptFor(prefix)))
    const words = ['-NoProfile', '-NonInteractive', '-EncodedCommand', script]
    const end = await runCaptured(program, words, { env, timeoutMs: TIMEOUT_MS })
    if (end?.status === 0) return credentialsIn(utf8Text(end.stdout), prefix)
    const how = end ? `failed with status ${end.status}` : `took ${TIMEOUT_MS / 1000} s`
    throw new StoreError(end ? 'absent' : 'timeout', `PowerShell, which reads it, ${how}`)
  })
  return {
    backend: 'wincred',
    noun: 'the Windows Credential Manager',
    isShared: false,
    names: async () => [...(await credentials()).keys()],
    read: async (name) => (await credentials()).get(name),
    close: () => undefined,
  }
}

/** A line for each credential: name and blob in base64, because PowerShell recodes all else. */
function credentialsIn(output: string, prefix: string): Map<string, string> {
  const lines = output.split(/\r?\n/).filter((line) => line !== '')
  return new Map(
    lines.map((line) => {
      const [target = '', blob = ''] = line.split(' ').map((part) => utf8Text(base64Bytes(part)))
      return [target.slice(prefix.length), blob]
    }),
  )
}

/**
 * Lists the generic credentials whose target starts with the prefix (CredEnumerateW, CREDENTIALW).
 * PowerShell 5.1 has no command for that. 1168 is ERROR_NOT_FOUND.
 */
const scriptFor = (prefix: string): string => `$ErrorActionPreference = 'Stop'
Add-Type -TypeDefinition @'
using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
public static class Credentials {
  [StructLayout(LayoutKind.Sequential)]
  struct Credential {
    public uint Flags, Type;
    public IntPtr TargetName, Comment;
    public System.Runtime.InteropServices.ComTypes.FILETIME LastWritten;
    public uint BlobSize;
    public IntPtr Blob;
    public uint Persist, AttributeCount;
    public IntPtr Attributes, TargetAlias, UserName;
  }
  [DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool CredEnumerateW(string filter, uint flags, out uint count, out IntPtr list);
  [DllImport("advapi32.dll")]
  static extern void CredFree(IntPtr list);
  public static void Print(string prefix) {
    uint count;
    IntPtr list;
    if (!CredEnumerateW(prefix + "*", 0, out count, out list)) {
      int error = Marshal.GetLastWin32Error();
      if (error == 1168) return;
      throw new Win32Exception(error);
    }
    for (int at = 0; at < count; at++) {
      IntPtr one = Marshal.ReadIntPtr(list, at * IntPtr.Size);
      Credential item = (Credential)Marshal.PtrToStructure(one, typeof(Credential));
      byte[] blob = new byte[item.BlobSize];
      if (blob.Length > 0) Marshal.Copy(item.Blob, blob, 0, blob.Length);
      byte[] name = Encoding.UTF8.GetBytes(Marshal.PtrToStringUni(item.TargetName));
      if (item.Type == 1)
        Console.WriteLine(Convert.ToBase64String(name) + " " + Convert.ToBase64String(blob));
    }
    CredFree(list);
  }
}
'@
[Credentials]::Print('${prefix}')
`
