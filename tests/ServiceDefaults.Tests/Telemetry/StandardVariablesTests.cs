using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Telemetry;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Telemetry;

/// <summary>No <c>OTEL_*</c> variable is passed over in silence.</summary>
public sealed class StandardVariablesTests
{
    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is \"collector:4317\" but must be an absolute http:// or https:// address")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is \"http/json\" but must be grpc or http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "GRPC", "OTEL_EXPORTER_OTLP_PROTOCOL is \"GRPC\" but must be grpc or http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is \"http/json\" but must be grpc or http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a-secret", "OTEL_EXPORTER_OTLP_HEADERS is set but must be names and values such as key=value,other=value")]
    [InlineData("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER is \"traceidratio\" but must be always_on, always_off, parentbased_always_on or parentbased_always_off")]
    [InlineData("OTEL_METRICS_EXPORTER", "console", "OTEL_METRICS_EXPORTER is \"console\" but must be otlp, prometheus, otlp,prometheus or none")]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY", "soon", "OTEL_BSP_SCHEDULE_DELAY is \"soon\" but must be a whole number of milliseconds")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "OTEL_METRIC_EXPORT_INTERVAL is \"0\" but must be a whole number of milliseconds from 1")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "0", "OTEL_EXPORTER_OTLP_TIMEOUT is \"0\" but must be a whole number of milliseconds from 1")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "0", "OTEL_BSP_MAX_QUEUE_SIZE is \"0\" but must be a whole number from 1")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE (512) must not be more than OTEL_BSP_MAX_QUEUE_SIZE (100); set both.")]
    [InlineData("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "4096", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE (4096) must not be more than OTEL_BLRP_MAX_QUEUE_SIZE (2048); set both.")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file", "OTEL_EXPORTER_OTLP_CERTIFICATE is \"/no/such/file\" but must be the path of a PEM file with a certificate")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/hostname", "OTEL_EXPORTER_OTLP_CERTIFICATE is \"/etc/hostname\" but must be the path of a PEM file with a certificate")]
    [InlineData("OTEL_LOG_LEVEL", "debug", "OTEL_LOG_LEVEL is set but has no effect here: set LOG_LEVEL instead; remove it")]
    [InlineData("OTEL_EXPORTER_PROMETHEUS_PORT", "9464", "OTEL_EXPORTER_PROMETHEUS_PORT is set but has no effect here: set METRICS_PORT instead; remove it")]
    [InlineData("OTEL_EXPORTER_OLTP_ENDPOINT", "http://collector", "OTEL_EXPORTER_OLTP_ENDPOINT is set but has no effect here: docs/telemetry.md lists the OTEL_ variables that work; remove it")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://user:hidden@collector:4318/v1/traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set but must be an absolute http:// or https:// address; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "htp://user:hidden@collector", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is set but must be an absolute http:// or https:// address; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "user:hidden@collector", "OTEL_EXPORTER_OTLP_ENDPOINT is set but must be an absolute http:// or https:// address; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:hidden@collector", "OTEL_EXPORTER_OTLP_ENDPOINT is set but must be an absolute http:// or https:// address; credentials go into OTEL_EXPORTER_OTLP_HEADERS")]
    public void A_wrong_or_unknown_one_is_named(string name, string value, string sentence)
    {
        var problem = Assert.Single(Problems((name, value)));

        Assert.StartsWith(sentence, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clients_certificate_and_its_key_are_read_and_belong_together()
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-otel-");
        using var key = RSA.Create(2048);
        using var certificate = SelfSigned(key);
        var (certificateFile, keyFile) = (Path.Combine(folder.FullName, "client.pem"), Path.Combine(folder.FullName, "client.key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        const string Certificate = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", Key = "OTEL_EXPORTER_OTLP_CLIENT_KEY";

        Assert.Empty(Problems((Certificate, certificateFile), (Key, keyFile)));
        Assert.Equal([$"{Certificate} and {Key} belong together and only one is set; set both, or neither."], Problems((Certificate, certificateFile)));
        Assert.Equal([$"{Certificate} and {Key} belong together and only one is set; set both, or neither."], Problems((Key, keyFile)));
        Assert.Equal([$"{Key} is \"{certificateFile}\" but must be the path of a PEM file with a private key; set it in the environment or the .env file."], Problems((Certificate, certificateFile), (Key, certificateFile)));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("prometheus", true)]
    [InlineData("otlp,prometheus", true)]
    [InlineData("otlp", false)]
    [InlineData("none", false)]
    public void Metrics_are_shown_to_Prometheus_unless_other_exporters_are_named(string? exporters, bool areScraped) =>
        Assert.Equal(areScraped, StandardVariables.IsScraped(exporters is null ? Configuration() : Configuration(("OTEL_METRICS_EXPORTER", exporters))));

    [Fact]
    public void Space_around_a_value_changes_nothing() => Assert.True(StandardVariables.IsDisabled(Configuration(("OTEL_SDK_DISABLED", "true "))));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://collector/v1/metrics")]
    [InlineData("OTEL_METRICS_EXPORTER", "otlp,prometheus")]
    [InlineData("OTEL_PROPAGATORS", "tracecontext,baggage")]
    [InlineData("OTEL_TRACES_SAMPLER", "parentbased_always_off")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "gzip")]
    [InlineData("OTEL_LOG_LEVEL", "")]
    [InlineData("OTEL_ATTRIBUTE_COUNT_LIMIT", "0")]
    [InlineData("OTEL_NODE_IP", "10.0.0.1")]
    [InlineData("OTEL_DOTNET_AUTO_HOME", "/otel")]
    public void One_that_works_or_that_is_another_programs_is_not(string name, string value) => Assert.Empty(Problems((name, value)));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4317", "OTEL_EXPORTER_OTLP_HEADERS", true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4317", "OTEL_EXPORTER_OTLP_LOGS_HEADERS", true)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://collector.example:4317", "OTEL_EXPORTER_OTLP_HEADERS", true)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://collector.example:4317", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4317", "OTEL_RESOURCE_ATTRIBUTES", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example:4317", "OTEL_EXPORTER_OTLP_HEADERS", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317", "OTEL_EXPORTER_OTLP_HEADERS", false)]
    public void Headers_do_not_cross_the_internet_in_the_clear(string endpoint, string address, string headers, bool isRefused)
    {
        var problems = Problems((endpoint, address), (headers, "authorization=secret"));

        Assert.Equal(isRefused ? 1 : 0, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith($"{endpoint} is an http:// address outside this machine", problem, StringComparison.Ordinal));
        Assert.Empty(Problems((endpoint, address), (headers, "authorization=secret"), ("ALLOW_PLAIN_HTTP", "true")));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://collector:4317", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", true, "OTEL_EXPORTER_OTLP_ENDPOINT=https://collector:4317", "OTEL_TRACES_EXPORTER=none", "OTEL_LOGS_EXPORTER=none", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", false, "OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", false, "OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example:4317", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4317", "OTEL_SDK_DISABLED=true")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", false)]
    public void Naming_a_certificate_asks_for_tls(string certificate, bool isRefused, params string[] variables)
    {
        var file = Path.GetTempFileName();
        using var key = RSA.Create(2048);
        File.WriteAllText(file, $"{SelfSigned(key).ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}");
        (string, string)[] its = certificate.Contains("CLIENT", StringComparison.Ordinal) ? [(certificate, file), ("OTEL_EXPORTER_OTLP_CLIENT_KEY", file)] : [(certificate, file)];

        var problems = Problems([.. its, .. variables.Select(variable => (variable.Split('=')[0], variable.Split('=')[1]))]);

        File.Delete(file);
        Assert.Equal(isRefused ? 1 : 0, problems.Count);
        Assert.All(problems, problem => Assert.Matches($"^{certificate} is set, but OTEL_EXPORTER_OTLP_[A-Z_]*ENDPOINT begins with http:// and uses no TLS", problem));
    }

    [Fact]
    public void A_signals_own_variables_win_over_the_general_ones()
    {
        var configuration = Configuration(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318/base/"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=1"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4317"), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=2"), ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "1500"));

        var (traces, logs) = (Options(OtlpSignal.Traces(configuration)), Options(OtlpSignal.Logs(configuration)));

        Assert.Equal(("http://traces:4317/", OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, "a=2", 1500), (traces.Endpoint.ToString(), traces.Protocol, traces.Headers, traces.TimeoutMilliseconds));
        Assert.Equal(("http://all:4318/base/v1/logs", OpenTelemetry.Exporter.OtlpExportProtocol.HttpProtobuf, "a=1", 10000), (logs.Endpoint.ToString(), logs.Protocol, logs.Headers, logs.TimeoutMilliseconds));
    }

    [Fact]
    public void A_signal_is_exported_where_it_has_an_address_or_is_asked_for()
    {
        Assert.False(OtlpSignal.Logs(Configuration()).IsExported);
        Assert.False(OtlpSignal.Logs(Configuration(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4317"))).IsExported);
        Assert.True(OtlpSignal.Traces(Configuration(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4317"))).IsExported);
        Assert.False(OtlpSignal.Traces(Configuration(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4317"), ("OTEL_TRACES_EXPORTER", "none"))).IsExported);
        Assert.False(OtlpSignal.Metrics(Configuration(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4317"), ("OTEL_METRICS_EXPORTER", "prometheus"))).IsExported);
        Assert.True(OtlpSignal.Logs(Configuration(("OTEL_LOGS_EXPORTER", "otlp"))).IsExported);
    }

    [Fact]
    public void The_document_lists_every_variable_that_works()
    {
        var document = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "telemetry.md"));

        Assert.Equal(StandardVariables.Known.Select(variable => $"| `{variable.Key}` | {variable.Value} |"), document.Where(line => line.StartsWith("| `OTEL_", StringComparison.Ordinal)));
    }

    private static X509Certificate2 SelfSigned(RSA key) =>
        new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));

    private static OpenTelemetry.Exporter.OtlpExporterOptions Options(OtlpSignal signal)
    {
        var options = new OpenTelemetry.Exporter.OtlpExporterOptions();
        signal.Apply(options);
        return options;
    }

    private static IReadOnlyList<string> Problems(params (string Name, string Value)[] variables)
    {
        var configuration = Configuration(variables);
        var settings = new Settings(configuration);
        StandardVariables.Check(settings, configuration);
        return settings.Problems;
    }

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] variables) =>
        new ConfigurationBuilder().AddInMemoryCollection(variables.ToDictionary(variable => variable.Name, variable => (string?)variable.Value, StringComparer.Ordinal)).Build();
}
