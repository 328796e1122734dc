using System.Globalization;
using Microsoft.Extensions.Configuration;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>
/// The standard <c>OTEL_*</c> variables. The SDK silently ignores a value that it cannot read and a variable that it does not know;
/// here both stop the start with a sentence. Variables that a Kubernetes agent or operator adds are ignored.
/// </summary>
public static class StandardVariables
{
    private const string Address = "an absolute http:// or https:// address; credentials go into OTEL_EXPORTER_OTLP_HEADERS";
    private const string Milliseconds = "a whole number of milliseconds from 1";
    private const string Size = "a whole number from 1";
    private const string Number = "a whole number";
    private const string Headers = "names and values such as key=value,other=value";
    private const string Compression = "none or gzip";
    private const string Protocol = "grpc or http/protobuf";
    private const string Certificate = "the path of a PEM file with a certificate";
    private const string Key = "the path of a PEM file with a private key";
    private const string ClientCertificate = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";
    private const string ClientKey = "OTEL_EXPORTER_OTLP_CLIENT_KEY";

    // The batches of spans and of logs.
    private static readonly string[] Batches = ["BSP", "BLRP"];

    private static readonly string[] Signals = ["TRACES_", "METRICS_", "LOGS_"];

    private static readonly string[] Certificates = ["OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"];

    private static readonly string[] Foreign = ["OTEL_DOTNET_", "OTEL_INSTRUMENTATION_", "OTEL_NODE_", "OTEL_POD_", "OTEL_RESOURCE_ATTRIBUTES_", "OTEL_SEMCONV_", "OTEL_INJECTOR_", "OTEL_DIAGNOSTICS"];

    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["OTEL_LOG_LEVEL"] = "set LOG_LEVEL instead",
        ["OTEL_EXPORTER_PROMETHEUS_HOST"] = "GET /metrics listens where the service does; METRICS_PORT gives it a port of its own",
        ["OTEL_EXPORTER_PROMETHEUS_PORT"] = "set METRICS_PORT instead",
        ["OTEL_EXPORTER_OTLP_INSECURE"] = "the scheme of the endpoint decides, http:// or https://",
    };

    /// <summary>Every variable that works, with the form of its value.</summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = All();

    /// <summary>True where <c>OTEL_SDK_DISABLED</c> switches all of it off.</summary>
    public static bool IsDisabled(IConfiguration configuration) => string.Equals(configuration["OTEL_SDK_DISABLED"]?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>True unless <c>OTEL_METRICS_EXPORTER</c> names others than <c>prometheus</c>, which <c>GET /metrics</c> is.</summary>
    public static bool IsScraped(IConfiguration configuration) =>
        configuration["OTEL_METRICS_EXPORTER"] is not { } exporters || string.IsNullOrWhiteSpace(exporters) || exporters.Split(',', StringSplitOptions.TrimEntries).Contains("prometheus", StringComparer.Ordinal);

    /// <summary>Notes every variable that is set and is unknown, unsupported or malformed.</summary>
    public static void Check(Settings settings, IConfiguration configuration)
    {
        settings.OptionalAddress("OTEL_EXPORTER_OTLP_ENDPOINT", Address);
        settings.Optional("OTEL_EXPORTER_OTLP_PROTOCOL", Protocol, text => IsForm(Protocol, text));
        foreach (var (name, value) in configuration.AsEnumerable())
        {
            if (!name.StartsWith("OTEL_", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(value) || Array.Exists(Foreign, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                continue;
            }

            if (!Known.TryGetValue(name, out var form))
            {
                settings.Refuse($"{name} is set but has no effect here: {Elsewhere.GetValueOrDefault(name, "docs/telemetry.md lists the OTEL_ variables that work")}; remove it.");
            }
            else if (!IsForm(form, value.Trim()))
            {
                // Headers hold credentials.
                settings.Refuse($"{name} {(form == Headers ? "is set" : Settings.Shown(value.Trim()))} but must be {form}; set it in the environment or the .env file.");
            }
        }

        if (!IsDisabled(configuration))
        {
            CheckThatHeadersStayHidden(settings, configuration);
            CheckThatCertificatesAreUsed(settings, configuration);
            CheckThatBatchesFit(settings, configuration);
            if (string.IsNullOrWhiteSpace(configuration[ClientCertificate]) != string.IsNullOrWhiteSpace(configuration[ClientKey]))
            {
                settings.Refuse($"{ClientCertificate} and {ClientKey} belong together and only one is set; set both, or neither.");
            }
        }
    }

    // The SDK ends the start with an exception where a batch is larger than its queue. Where one of the two is not set, its default counts.
    private static void CheckThatBatchesFit(Settings settings, IConfiguration configuration)
    {
        foreach (var batch in Batches)
        {
            var (queueName, sizeName) = ($"OTEL_{batch}_MAX_QUEUE_SIZE", $"OTEL_{batch}_MAX_EXPORT_BATCH_SIZE");
            var (queue, size) = (Number(queueName, 2048), Number(sizeName, 512));
            if (size > queue)
            {
                settings.Refuse($"{sizeName} ({size}) must not be more than {queueName} ({queue}); set both.");
            }
        }

        int Number(string name, int usual) => int.TryParse(configuration[name]?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : usual;
    }

    // Headers hold credentials; what is exported without them holds ids only.
    private static void CheckThatHeadersStayHidden(Settings settings, IConfiguration configuration)
    {
        foreach (var signal in Signals)
        {
            var name = EndpointOf(configuration, signal);
            var hasHeaders = !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}HEADERS"]) || !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_HEADERS"]);
            settings.NotInTheClear(name, hasHeaders && Uri.TryCreate(configuration[name], UriKind.Absolute, out var collector) ? collector : null);
        }
    }

    // Anybody who names a certificate asks for TLS. One signal that goes over it is enough: the others' addresses are a choice then.
    private static void CheckThatCertificatesAreUsed(Settings settings, IConfiguration configuration)
    {
        var endpoints = new[] { OtlpSignal.Traces(configuration), OtlpSignal.Metrics(configuration), OtlpSignal.Logs(configuration) }.Zip(Signals)
            .Where(signal => signal.First.IsExported).Select(signal => EndpointOf(configuration, signal.Second)).ToList();
        if (endpoints.Find(name => IsOfScheme(configuration[name], "http")) is not { } plain || endpoints.Exists(name => IsOfScheme(configuration[name], "https")))
        {
            return;
        }

        foreach (var certificate in Certificates.Where(name => !string.IsNullOrWhiteSpace(configuration[name])))
        {
            settings.Refuse($"{certificate} is set, but {plain} begins with http:// and uses no TLS: write https://, or remove {certificate}.");
        }
    }

    private static string EndpointOf(IConfiguration configuration, string signal) =>
        string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"]) ? "OTEL_EXPORTER_OTLP_ENDPOINT" : $"OTEL_EXPORTER_OTLP_{signal}ENDPOINT";

    private static bool IsOfScheme(string? address, string scheme) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == scheme;

    private static bool IsForm(string form, string text) => form switch
    {
        Address => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0,
        Milliseconds or Size => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0,
        Number => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        Headers => text.Split(',').All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0),
        Certificate => PemFile.HasCertificate(text),
        Key => PemFile.HasKey(text),
        "any text" => text.Length > 0,
        "tracecontext,baggage" => text is "tracecontext,baggage" or "baggage,tracecontext",
        _ => form.Split([", ", " or "], StringSplitOptions.None).Contains(text, StringComparer.Ordinal),
    };

    private static SortedDictionary<string, string> All()
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_SDK_DISABLED"] = "true or false",
            ["OTEL_SERVICE_NAME"] = "any text",
            ["OTEL_RESOURCE_ATTRIBUTES"] = Headers,
            ["OTEL_PROPAGATORS"] = "tracecontext,baggage",
            // A ratio would cut traces in two: MassTransit writes no trace header for a span that is not sampled.
            ["OTEL_TRACES_SAMPLER"] = "always_on, always_off, parentbased_always_on or parentbased_always_off",
            ["OTEL_TRACES_EXPORTER"] = "otlp or none",
            ["OTEL_METRICS_EXPORTER"] = "otlp, prometheus, otlp,prometheus or none",
            ["OTEL_LOGS_EXPORTER"] = "otlp or none",
            ["OTEL_METRICS_EXEMPLAR_FILTER"] = "always_on, always_off or trace_based",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = Milliseconds,
            ["OTEL_METRIC_EXPORT_TIMEOUT"] = Milliseconds,
            ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"] = "cumulative, delta or lowmemory",
            ["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"] = "explicit_bucket_histogram or base2_exponential_bucket_histogram",
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = Certificate,
            [ClientCertificate] = Certificate,
            [ClientKey] = Key,
        };
        foreach (var signal in Signals.Prepend(""))
        {
            known[$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"] = Address;
            known[$"OTEL_EXPORTER_OTLP_{signal}PROTOCOL"] = Protocol;
            known[$"OTEL_EXPORTER_OTLP_{signal}HEADERS"] = Headers;
            known[$"OTEL_EXPORTER_OTLP_{signal}TIMEOUT"] = Milliseconds;
            known[$"OTEL_EXPORTER_OTLP_{signal}COMPRESSION"] = Compression;
        }

        foreach (var batch in Batches)
        {
            known[$"OTEL_{batch}_SCHEDULE_DELAY"] = Milliseconds;
            known[$"OTEL_{batch}_EXPORT_TIMEOUT"] = Milliseconds;
            known[$"OTEL_{batch}_MAX_QUEUE_SIZE"] = Size;
            known[$"OTEL_{batch}_MAX_EXPORT_BATCH_SIZE"] = Size;
        }

        foreach (var limit in new[] { "ATTRIBUTE_VALUE_LENGTH", "ATTRIBUTE_COUNT", "SPAN_ATTRIBUTE_VALUE_LENGTH", "SPAN_ATTRIBUTE_COUNT", "SPAN_EVENT_COUNT", "SPAN_LINK_COUNT", "EVENT_ATTRIBUTE_COUNT", "LINK_ATTRIBUTE_COUNT", "LOGRECORD_ATTRIBUTE_VALUE_LENGTH", "LOGRECORD_ATTRIBUTE_COUNT" })
        {
            known[$"OTEL_{limit}_LIMIT"] = Number;
        }

        return known;
    }
}
