using Microsoft.AspNetCore.DataProtection.Repositories;

namespace PhStudio.Messaging.WebConsole.Platform;

/// <summary>What differs between the Gateways that carry a console.</summary>
public sealed record ConsoleOptions
{
    /// <summary>Where the keys stand that protect sessions. Default: none, and a restart ends every session.</summary>
    public IXmlRepository? Keys { get; init; }

    /// <summary>A key that is no secret, with which a browser of this machine may sign in by one click. Default: none.</summary>
    public string? DemoKey { get; init; }

    /// <summary>The address of the page with the emulated chats, for a link. Default: none.</summary>
    public string? Chats { get; init; }

    /// <summary>The studio's time zone, in which moments are shown. Default: UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;
}
