using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Browsers;

/// <summary>A setting that names hosts.</summary>
public static class HostsSetting
{
    /// <summary>Host names, compared in either case, that may be left out.</summary>
    public static IReadOnlySet<string>? OptionalHosts(this Settings settings, string name) =>
        settings.Optional(name, BrowserRequest.HostsFormat, text => BrowserRequest.ReadHosts(text) is not null) is { } given ? BrowserRequest.ReadHosts(given) : null;
}
