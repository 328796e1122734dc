using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>Everything that happens, as server-sent events: <c>message_added</c>, <c>message_edited</c>, <c>message_deleted</c>, <c>pressed</c>, <c>press_answered</c>, <c>chat_action</c>, <c>chats_changed</c>.</summary>
internal static class LiveApi
{
    public static void MapLive(this RouteGroupBuilder control, EmulatorCore core) =>
        control.MapGet("/events", async (HttpContext http, IHostApplicationLifetime lifetime) =>
        {
            // An open page must not keep the process from stopping.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            try
            {
                await foreach (var block in core.Events.WatchAsync(either.Token))
                {
                    await http.Response.WriteAsync(block, either.Token);
                    await http.Response.Body.FlushAsync(either.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The watcher left, or we stop.
            }
        });
}
