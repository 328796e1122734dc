using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace PhStudio.Messaging.Templates.Bench;

/// <summary>
/// What one text costs, from the JSON values of the bus to a proved text. To hold: a booking notification under 20 microseconds
/// and 10 KB at the median. <c>dotnet run -c Release --project bench/Templates.Bench</c>
/// </summary>
[MemoryDiagnoser]
[MedianColumn]
public class Rendering
{
    private static readonly Dictionary<string, JsonElement> Booking = Values("""
        {"booking_id":"PH-2026/17","service":"Семейная фотосессия","date":"2026-12-24","time_slots":["10:00","11:00"],"client_name":"Анна & Co",
         "client_phone":"+79161234567","people_count":3,"total_price":12500,"notes":"Будет собака","decided_by":"Мария","decided_at":"2026-12-20T11:02:00Z"}
        """);

    private static readonly Dictionary<string, JsonElement> Long = new(Booking) { ["notes"] = JsonSerializer.SerializeToElement(new string('x', 10_000)) };

    private readonly TemplateLibrary _library = new(new());

    [Benchmark(Baseline = true)]
    public RenderedText BookingNotification() => _library.Render("booking_notification", "ru", Booking);

    [Benchmark]
    public RenderedText BookingConfirmation() => _library.Render("booking_confirmation", "en", Booking);

    [Benchmark]
    public string Popup() => _library.RenderPlain("popup_already_confirmed", "ru", Booking);

    [Benchmark]
    public RenderedText BookingNotificationWithNotesThatAreCut() => _library.Render("booking_notification", "ru", Long);

    private static Dictionary<string, JsonElement> Values(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
}
