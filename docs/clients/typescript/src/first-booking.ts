// Hands a booking over by the client that is generated from the Gateway's API document.
import createClient from "openapi-fetch";
import type { paths } from "./gateway.js";

const gateway = createClient<paths>({
  baseUrl: process.env.GATEWAY_URL ?? "http://localhost:5080",
  headers: { "X-Api-Key": process.env.GATEWAY_API_KEY ?? "demo-key-of-standalone" },
});

const { data, error } = await gateway.POST("/bookings", {
  body: {
    id: "PH-2026-17",
    service: "Family session",
    date: "2099-12-24",
    time_slots: ["10:00", "11:00"],
    client_name: "Anna Petrova",
    client_phone: "+7 900 000-00-00",
    people_count: 4,
    total_price: 8000,
  },
});
if (error) {
  // A problem document: it names each wrong field with its rule.
  console.error(error.title, error.detail, error.errors);
  process.exit(1);
}

console.log(data.booking_id, data.status);
