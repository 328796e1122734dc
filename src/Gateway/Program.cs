using PhStudio.Messaging.Gateway;
using PhStudio.Messaging.Gateway.Operations;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;

if (await GatewayCommands.RunAsync(args) is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddEnvFile();
builder.ListenOn("http://localhost:5080");
builder.RequireServers();
builder.AddServiceDefaults("gateway");
builder.AddGateway();
builder.AddMessageBus(bus => bus.AddGatewayConsumers());

var app = builder.Build();
app.MapServiceDefaults();
app.MapGateway();
return await app.RunServiceAsync(args, GatewayCommands.Names);
