"""Takes the Gateway's callbacks (BOOKING_CALLBACK_URL) and believes only those that are signed with BOOKING_CALLBACK_SECRET.

It needs no package. With "standardwebhooks" from PyPI, which our tests do not run, verify() is Webhook(secret).verify(body, headers).
"""
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = os.environ["BOOKING_CALLBACK_SECRET"]
KEY = base64.b64decode(SECRET.removeprefix("whsec_")) if SECRET.startswith("whsec_") else SECRET.encode()


def verify(body: bytes, headers) -> dict:
    """The outcome; ValueError where it is not signed by the Gateway, or is older than five minutes."""
    identity, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        raise ValueError("the timestamp is missing or too far from now")
    expected = base64.b64encode(hmac.new(KEY, f"{identity}.{timestamp}.".encode() + body, hashlib.sha256).digest())
    # While a secret is changed there are two signatures; one of them is enough.
    given = [part.removeprefix("v1,").encode() for part in headers.get("webhook-signature", "").split(" ") if part.startswith("v1,")]
    if not any(hmac.compare_digest(expected, signature) for signature in given):
        raise ValueError("the signature is wrong")
    return json.loads(body)


class Callbacks(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            outcome = verify(body, self.headers)
        except ValueError:
            self.send_response(401)
        else:
            # The same webhook-id may come again: take it once. A chat that is unreachable, and a message of your own, have no booking.
            print(outcome["type"], outcome["data"].get("booking_id", ""), flush=True)
            self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Callbacks)
    print("listening", flush=True)
    server.serve_forever()
