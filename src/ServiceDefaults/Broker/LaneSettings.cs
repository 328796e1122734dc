using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>How the lanes' queues are called.</summary>
public static class LaneSettings
{
    /// <summary>Start of the lanes' names: <c>TELEGRAM_QUEUE_NAME</c>.</summary>
    public static string LanePrefix(this IHostApplicationBuilder builder) =>
        builder.Settings().Text("TELEGRAM_QUEUE_NAME", "the start of the lanes' queue names: a-z, 0-9 and hyphens, at most 60", Routes.DefaultLanePrefix,
            text => text.Length <= 60 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.'));

    /// <summary>The one error queue of all lanes: <c>TELEGRAM_DLQ_NAME</c>; null where each lane has its own.</summary>
    public static string? ErrorQueueOfTheLanes(this IHostApplicationBuilder builder) =>
        builder.Settings().Optional("TELEGRAM_DLQ_NAME", "the name of a queue: letters, digits, hyphens, dots and underscores, at most 200",
            text => text.Length is > 0 and <= 200 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
}
