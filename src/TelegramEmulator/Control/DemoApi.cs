using System.Globalization;
using System.Net.Http.Json;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>The page's button "New demo booking": the server posts it, so that the browser needs no key.</summary>
internal static class DemoApi
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly (string Service, string Client, string Phone, int People, decimal Price, string? Notes)[] Samples =
    [
        ("Портретная съёмка", "Мария Петрова", "+7 900 000-00-01", 1, 6500, "Нужен визажист"),
        ("Family session", "John Smith & kids", "+44 20 7946 0000", 4, 12000, "Two children, a dog"),
        ("Аренда зала «Лофт»", "<b>Анна & Co</b>", "+7 900 000-00-02", 12, 24000, null),
        ("Предметная съёмка", "ООО «Гончарная мастерская»", "+7 900 000-00-03", 2, 15000, "40 предметов, белый фон"),
    ];

    public static void MapDemo(this RouteGroupBuilder control, EmulatorCore core)
    {
        control.MapGet("/settings", () => new PageSettings(core.Options.DemoBookingUrl is not null, core.Options.StaffChatId, core.Chats.Bot.Username!, core.Limits.Limits.Enabled, core.Options.ConsoleUrl?.AbsoluteUri, core.Options.Languages, DemoPeople.Staff[0].Id));
        control.MapPost("/demo-booking", (CancellationToken cancel) => PostAsync(core, cancel));
    }

    private static async Task<IResult> PostAsync(EmulatorCore core, CancellationToken cancellationToken)
    {
        var url = core.Options.DemoBookingUrl ?? throw ControlException.NotFound("No booking platform is configured: EMULATOR_BOOKING_URL names its POST /bookings.");
        var now = core.Options.Clock.GetUtcNow();
        var sample = Samples[Random.Shared.Next(Samples.Length)];
        var hour = Random.Shared.Next(10, 19);
        var booking = new DemoBooking(
            string.Create(CultureInfo.InvariantCulture, $"PH-{now:yyyy}/{Random.Shared.Next(10_000, 99_999)}"),
            sample.Service,
            DateOnly.FromDateTime(now.UtcDateTime).AddDays(Random.Shared.Next(1, 30)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [$"{hour:00}:00", $"{hour + 1:00}:00"],
            sample.Client,
            sample.Phone,
            sample.People,
            sample.Price,
            sample.Notes);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(booking, options: ControlJson.Options) };
        if (core.Options.DemoBookingApiKey is { } key)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var response = await core.Http.SendAsync(request, timeout.Token);
            return response.IsSuccessStatusCode
                ? TypedResults.Ok(new PostedBooking(booking.Id, (int)response.StatusCode))
                : TypedResults.Problem($"The booking platform answered {(int)response.StatusCode}.", statusCode: StatusCodes.Status502BadGateway);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return TypedResults.Problem("The booking platform does not answer.", statusCode: StatusCodes.Status502BadGateway);
        }
    }
}

internal sealed record PageSettings(bool DemoBooking, long StaffChatId, string Bot, bool Limits, string? Console, IReadOnlyList<string> Languages, long ManagerId);

internal sealed record PostedBooking(string BookingId, int Status);

internal sealed record DemoBooking(
    string Id, string Service, string Date, IReadOnlyList<string> TimeSlots, string ClientName, string ClientPhone, int PeopleCount, decimal TotalPrice, string? Notes);
