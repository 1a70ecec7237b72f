import { readFile } from 'node:fs/promises';

/** Returns the most memory that a process has had, in MiB. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
}
