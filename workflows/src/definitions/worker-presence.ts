/** Returns at once: that it does shows that a worker is there. */
export async function workerPresence(): Promise<void> {}
