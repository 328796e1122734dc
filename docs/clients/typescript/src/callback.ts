// Takes the Gateway's callbacks (BOOKING_CALLBACK_URL) and believes only those that are signed with BOOKING_CALLBACK_SECRET.
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.BOOKING_CALLBACK_SECRET ?? "");

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    try {
      // The body as it came, byte for byte: it is what was signed.
      const outcome = webhook.verify(Buffer.concat(chunks).toString("utf8"), request.headers as Record<string, string>) as { type: string; data: { booking_id?: string } };
      // The same webhook-id may come again: take it once. A chat that is unreachable, and a message of your own, have no booking.
      console.log(outcome.type, outcome.data.booking_id ?? "");
      response.writeHead(204).end();
    } catch {
      response.writeHead(401).end();
    }
  });
});
server.listen(Number(process.env.PORT ?? "8080"), "127.0.0.1", () => console.log("listening"));
