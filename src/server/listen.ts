import type { FastifyInstance } from "fastify"

/** Tries that many ports before it gives up. */
const PORTS = 50

/** Listens on the first free port from one on; 0 takes any. */
export async function listen(server: FastifyInstance, host: string, first: number): Promise<void> {
  const last = first === 0 ? 0 : first + PORTS
  for (let port = first; ; port++) {
    try {
      await server.listen({ host, port })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || port >= last) throw error
    }
  }
}
