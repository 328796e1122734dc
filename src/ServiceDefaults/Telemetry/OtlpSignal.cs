using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>
/// Where one signal goes by OTLP. <c>AddOtlpExporter</c> knows the general variables only, and <c>UseOtlpExporter</c> sends all three
/// signals or none; so a signal's own variables are laid over the general ones here.
/// </summary>
internal sealed class OtlpSignal
{
    private readonly IConfiguration _configuration;
    private readonly string _name;
    private readonly string _path;

    private OtlpSignal(IConfiguration configuration, string name, string path) => (_configuration, _name, _path) = (configuration, name, path);

    /// <summary>True where an address is set for it, unless <c>OTEL_TRACES_EXPORTER</c> or its like says otherwise.</summary>
    public bool IsExported => _configuration[$"OTEL_{_name}_EXPORTER"] is { Length: > 0 } exporters
        ? exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.Ordinal)
        : Own("ENDPOINT") is not null || General("ENDPOINT") is not null;

    public static OtlpSignal Traces(IConfiguration configuration) => new(configuration, "TRACES", "/v1/traces");

    public static OtlpSignal Metrics(IConfiguration configuration) => new(configuration, "METRICS", "/v1/metrics");

    public static OtlpSignal Logs(IConfiguration configuration) => new(configuration, "LOGS", "/v1/logs");

    /// <summary>Fills in the options. A general endpoint gets the signal's path where it is HTTP, an own one is taken as it is.</summary>
    public void Apply(OtlpExporterOptions options)
    {
        if ((Own("PROTOCOL") ?? General("PROTOCOL")) is { } protocol)
        {
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }

        if (Address() is { } endpoint)
        {
            options.Endpoint = endpoint;
        }

        if ((Own("HEADERS") ?? General("HEADERS")) is { } headers)
        {
            options.Headers = headers;
        }

        if ((Own("TIMEOUT") ?? General("TIMEOUT")) is { } timeout && int.TryParse(timeout, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds))
        {
            options.TimeoutMilliseconds = milliseconds;
        }

        if ((Own("COMPRESSION") ?? General("COMPRESSION")) is { } compression)
        {
            options.Compression = compression == "gzip" ? OtlpExportCompression.GZip : OtlpExportCompression.None;
        }

        Uri? Address()
        {
            if (Own("ENDPOINT") is { } own)
            {
                return new Uri(own);
            }

            return General("ENDPOINT") is not { } general ? null
                : options.Protocol == OtlpExportProtocol.HttpProtobuf ? new Uri(general.TrimEnd('/') + _path)
                : new Uri(general);
        }
    }

    private string? Own(string variable) => Value($"OTEL_EXPORTER_OTLP_{_name}_{variable}");

    private string? General(string variable) => Value($"OTEL_EXPORTER_OTLP_{variable}");

    private string? Value(string variable) => _configuration[variable] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
