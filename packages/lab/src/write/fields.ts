/** Column lists of Exchange text logs, in the order in which the logs carry them. */

/** HttpProxy logs as builds of 2021 write them: 74 columns. */
export const HTTP_PROXY_FIELDS: readonly string[] = (
  'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,' +
  'UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,' +
  'AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,' +
  'ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,' +
  'ServerLocatorHost,ServerLocatorLatency,RequestBytes,ResponseBytes,TargetOutstandingRequests,' +
  'AuthModulePerfContext,HttpPipelineLatency,CalculateTargetBackEndLatency,GlsLatencyBreakup,' +
  'TotalGlsLatency,AccountForestLatencyBreakup,TotalAccountForestLatency,ResourceForestLatencyBreakup,' +
  'TotalResourceForestLatency,ADLatency,SharedCacheLatencyBreakup,TotalSharedCacheLatency,' +
  'ActivityContextLifeTime,ModuleToHandlerSwitchingLatency,ClientReqStreamLatency,' +
  'BackendReqInitLatency,BackendReqStreamLatency,BackendProcessingLatency,BackendRespInitLatency,' +
  'BackendRespStreamLatency,ClientRespStreamLatency,KerberosAuthHeaderLatency,HandlerCompletionLatency,' +
  'RequestHandlerLatency,HandlerToModuleSwitchingLatency,ProxyTime,CoreLatency,RoutingLatency,' +
  'HttpProxyOverhead,TotalRequestTime,RouteRefresherLatency,UrlQuery,BackEndGenericInfo,GenericInfo,' +
  'GenericErrors,EdgeTraceId,DatabaseGuid,UserADObjectGuid,PartitionEndpointLookupLatency,' +
  'RoutingStatus'
).split(',');

/** Back-end EWS log. */
export const EWS_FIELDS: readonly string[] = (
  'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Ring,ClientRequestId,' +
  'AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,UserAgent,VersionInfo,' +
  'ClientIpAddress,ServerHostName,FrontEndServer,SoapAction,HttpStatus,RequestSize,ResponseSize,' +
  'ErrorCode,ImpersonatedUser,ProxyAsUser,ActAsUser,Cookie,CorrelationGuid,PrimaryOrProxyServer,' +
  'TaskType,RemoteBackendCount,LocalMailboxCount,RemoteMailboxCount,LocalIdCount,RemoteIdCount,' +
  'BeginBudgetConnections,EndBudgetConnections,BeginBudgetHangingConnections,' +
  'EndBudgetHangingConnections,BeginBudgetAD,EndBudgetAD,BeginBudgetCAS,EndBudgetCAS,BeginBudgetRPC,' +
  'EndBudgetRPC,BeginBudgetFindCount,EndBudgetFindCount,BeginBudgetSubscriptions,' +
  'EndBudgetSubscriptions,MDBResource,MDBHealth,MDBHistoricalLoad,ThrottlingPolicy,ThrottlingDelay,' +
  'ThrottlingRequestType,TotalDCRequestCount,TotalDCRequestLatency,TotalMBXRequestCount,' +
  'TotalMBXRequestLatency,RecipientLookupLatency,ExchangePrincipalLatency,HttpPipelineLatency,' +
  'CheckAccessCoreLatency,AuthModuleLatency,CallContextInitLatency,PreExecutionLatency,' +
  'CoreExecutionLatency,TotalRequestTime,DetailedExchangePrincipalLatency,ClientStatistics,GenericInfo,' +
  'AuthenticationErrors,GenericErrors,Puid,StartTime,ProcessId,TimeInGC,StartTotalMemory,' +
  'EndTotalMemory,StartGCCounts,EndGCCounts,TokenBasedThrottlingPolicy,BudgetKey,CoinsCharged,' +
  'CoinsChargedMethod,SidBudgetInfo,AppBudgetInfo,TenantBudgetInfo,ResourceAccessed,' +
  'ResourceHealthBasedThreshold,ThrottledBy,BackoffHint,WorkClassification'
).split(',');

/** CmdletInfra, cmdlet stage. */
export const RPS_CMDLET_FIELDS: readonly string[] = (
  'DateTime,StartTime,RequestId,ClientRequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,' +
  'ServerHostName,ProcessId,ProcessName,ThreadId,CultureInfo,Organization,AuthenticatedUser,' +
  'ExecutingUserSid,EffectiveOrganization,UserServicePlan,IsAdmin,ClientApplication,Cmdlet,Parameters,' +
  'CmdletUniqueId,UserBudgetOnStart,ContributeToFailFast,RunspaceSettingsCreationHint,' +
  'ADViewEntireForest,ADRecipientViewRoot,ADConfigurationDomainControllers,ADPreferredGlobalCatalogs,' +
  'ADPreferredDomainControllers,ADUserConfigurationDomainController,ADUserPreferredGlobalCatalog,' +
  'ADuserPreferredDomainControllers,ThrottlingInfo,DelayInfo,ThrottlingDelay,IsOutputObjectRedacted,' +
  'CmdletProxyStage,CmdletProxyRemoteServer,CmdletProxyRemoteServerVersion,CmdletProxyMethod,' +
  'ProxiedObjectCount,CmdletProxyLatency,OutputObjectCount,ParameterBinding,BeginProcessing,' +
  'ProcessRecord,EndProcessing,StopProcessing,BizLogic,PowerShellLatency,UserInteractionLatency,' +
  'ProvisioningLayerLatency,ActivityContextLifeTime,TotalTime,ErrorType,ExecutionResult,CacheHitCount,' +
  'CacheMissCount,GenericLatency,GenericInfo,GenericErrors,ObjectGuid,ExternalDirectoryOrganizationId,' +
  'ExternalDirectoryObjectId,NonPiiParameters'
).split(',');

/** CmdletInfra, HTTP stage of remote PowerShell. */
export const RPS_HTTP_FIELDS: readonly string[] = (
  'DateTime,StartTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,UrlHost,' +
  'UrlStem,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,ManagedOrganization,ClientIpAddress,' +
  'ServerHostName,FrontEndServer,HttpStatus,SubStatus,ErrorCode,Action,CommandId,CommandName,SessionId,ShellId,' +
  'FailFast,ContributeToFailFast,RequestBytes,ClientInfo,CPU,Memory,ActivityContextLifeTime,TotalTime,UrlQuery,' +
  'GenericLatency,GenericInfo,GenericErrors'
).split(',');

/** Message tracking. */
export const MESSAGE_TRACKING_FIELDS: readonly string[] = (
  'date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,' +
  'event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,' +
  'total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,' +
  'return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data,' +
  'transport-traffic-type,log-id,schema-version'
).split(',');

/** ECP Server and ECP Activity. */
export const ECP_FIELDS: readonly string[] = ['TimeStamp', 'ServerName', 'EventId', 'EventData'];

/** Admin audit queue; `Data` is JSON. */
export const AUDIT_FIELDS: readonly string[] =
  'Timestamp,Server,TenantId,RecordType,Data,UserKey,RecordId,Operation,Workload,ResultStatus,Version,Scope'.split(',');
