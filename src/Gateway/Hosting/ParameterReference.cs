namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>A value in the path or behind the question mark.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">What it means, with its rule.</param>
/// <param name="Example">An example.</param>
internal sealed record ParameterReference(string Name, string Says, string Example)
{
    /// <summary>True for a part of the path.</summary>
    public bool IsInPath { get; init; }

    /// <summary>The words that it is one of; null for any.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>True for one that may be given more than once.</summary>
    public bool IsMany { get; init; }

    /// <summary>The bounds of a number; null for a text.</summary>
    public (decimal Min, decimal Max)? Bounds { get; init; }

    /// <summary>True for a number that may have a fraction.</summary>
    public bool HasFraction { get; init; }

    /// <summary>The number that counts where none is given.</summary>
    public int? Fallback { get; init; }

    /// <summary>The pages of a list.</summary>
    public static IReadOnlyList<ParameterReference> Paging { get; } = [Limit(50, 500), new("cursor", "The \"next\" of the page before. Default: the first page.", "")];

    /// <summary>From when and until when.</summary>
    public static IReadOnlyList<ParameterReference> Period { get; } = Between("from", "to");

    /// <summary>A booking's id in the path.</summary>
    public static ParameterReference BookingId { get; } = InPath("id", "The platform's own id of the booking, encoded for an address: a slash is %2F.", "PH-2026-17");

    /// <summary>An error queue in the path.</summary>
    public static ParameterReference ErrorQueue { get; } = InPath("queue", "An error queue, or dead-letters; GET /queues lists them.", "send-normal_error");

    /// <summary>A part of the path.</summary>
    public static ParameterReference InPath(string name, string says, string example) => new(name, says, example) { IsInPath = true };

    /// <summary>How many.</summary>
    public static ParameterReference Limit(int fallback, int max) => new("limit", "At most so many.", "10") { Bounds = (1, max), Fallback = fallback };

    /// <summary>Two moments.</summary>
    public static IReadOnlyList<ParameterReference> Between(string from, string to) =>
    [
        new(from, "A day in the studio's time zone, or a moment with its offset: from then on.", "2026-12-01"),
        new(to, "A day in the studio's time zone, included, or a moment with its offset, excluded: until then.", "2026-12-31T12:00:00Z"),
    ];
}
