using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Media;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>The API under <c>/emulator</c> for people and tests: who is there, who writes and presses, what goes wrong. No key, this machine only.</summary>
internal static class ControlApi
{
    public static void MapControl(this WebApplication app, EmulatorCore core)
    {
        var control = app.MapGroup("/emulator").AddEndpointFilter(new OwnMachineOnly(core.Options.AllowRemoteControl));
        control.MapChats(core);
        control.MapMessages(core);
        control.MapPresses(core);
        control.MapFaults(core);
        control.MapRequests(core);
        control.MapLive(core);
        control.MapPhotos(core.SentFiles);
        control.MapDemo(core);
        control.MapGet("/updates", () => TypedResults.Json(core.Feed.Pending, EmulatorJson.Default.IReadOnlyListUpdate));
        control.MapPost("/reset", () =>
        {
            core.Reset();
            return TypedResults.NoContent();
        });
    }
}
