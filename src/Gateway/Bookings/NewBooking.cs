using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>The body of <c>POST /bookings</c>: the members of <see cref="BookingCreated"/>, each of which is checked there too.</summary>
internal sealed record NewBooking
{
    [Required, StringLength(200, MinimumLength = 1)]
    public string? Id { get; init; }

    [Required]
    public string? Service { get; init; }

    [Required]
    public DateOnly? Date { get; init; }

    [Required]
    public IReadOnlyList<string>? TimeSlots { get; init; }

    [Required]
    public string? ClientName { get; init; }

    [Required]
    public string? ClientPhone { get; init; }

    [Required]
    public int? PeopleCount { get; init; }

    [Required]
    public decimal? TotalPrice { get; init; }

    public string? Currency { get; init; }

    public string? ClientChatId { get; init; }

    public string? ClientLanguage { get; init; }

    public string? Location { get; init; }

    public string? Notes { get; init; }

    /// <summary>The event; call it only after the required members were checked.</summary>
    public BookingCreated ToEvent() => new()
    {
        BookingId = Id!,
        Service = Service!,
        Date = Date!.Value,
        TimeSlots = TimeSlots!,
        ClientName = ClientName!,
        ClientPhone = ClientPhone!,
        PeopleCount = PeopleCount!.Value,
        TotalPrice = TotalPrice!.Value,
        Currency = Currency,
        ClientChatId = ClientChatId,
        ClientLanguage = ClientLanguage,
        Location = Location,
        Notes = Notes,
        Via = "http",
    };
}
